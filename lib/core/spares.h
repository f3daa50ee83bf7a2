#pragma once

#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace mlrun {

// Objects that are done with, for the next who needs one: their memory serves again. Any thread may
// call it.
template <class T>
class Spares {
 public:
  // nullopt when there is none.
  std::optional<T> take() {
    const std::lock_guard lock(mutex_);
    if (spares_.empty()) return std::nullopt;
    T spare = std::move(spares_.back());
    spares_.pop_back();
    return spare;
  }
  void give(T spare) {
    const std::lock_guard lock(mutex_);
    spares_.push_back(std::move(spare));
  }

 private:
  std::mutex mutex_;
  std::vector<T> spares_;
};

}  // namespace mlrun
