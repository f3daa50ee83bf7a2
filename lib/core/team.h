#pragma once

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

namespace mlrun {

// Threads that do short pieces of work together, thousands a second. Between two pieces they wait
// awake for a moment, then yield, then sleep: on a host whose processors are busy with other
// programs nobody waits awake for a thread that has none.
class Team {
 public:
  // Starts size - 1 threads; the caller is the first of the team. Requires size >= 1.
  explicit Team(int size);
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;
  ~Team();
  int size() const { return static_cast<int>(threads_.size()) + 1; }

  // work(member) once for each member, 0 on the caller's thread; returns when all are done. The
  // work must not throw.
  template <class Work>
  void run(Work&& work) {
    run_erased(&work, [](void* context, int member) { (*static_cast<Work*>(context))(member); });
  }

 private:
  using Call = void (*)(void* context, int member);
  void run_erased(void* context, Call call);
  void serve(int member);

  std::vector<std::thread> threads_;
  Call call_ = nullptr;
  void* context_ = nullptr;
  std::atomic<uint32_t> round_{0};  // of work; its end when stop_
  std::atomic<uint32_t> busy_{0};   // members that are still at it
  std::atomic<bool> stop_{false};
};

}  // namespace mlrun
