#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "checkpoint/state_dict.h"

namespace mlrun {

// Takes a net's tensors out of a state one by one and gathers what does not fit, so that all of it
// is said at once.
class StateReader {
 public:
  // The state must outlive the reader.
  explicit StateReader(const StateDict& state) : state_(state) {}
  // The values of an F32 tensor; none, and a mistake, when it is missing or of another shape.
  std::vector<float> take(const std::string& path, const std::vector<int64_t>& shape);
  // Throws Error(kModel) with every mistake, a tensor that was not taken being one.
  void finish() const;

 private:
  const StateDict& state_;
  std::set<std::string> taken_;
  std::string mistakes_;
};

}  // namespace mlrun
