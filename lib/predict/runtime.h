#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "features/features.h"

namespace mlrun {

// A net that answers rows, on whatever device and by whatever means. Const: any number of calls,
// in any order, give the same answers.
class Runtime {
 public:
  virtual ~Runtime() = default;
  // What it is and where it runs: "libtorch on cpu".
  virtual std::string description() const = 0;
  virtual std::string device() const = 0;
  // [rows, outputs]: probabilities for classes, the standardised target for regression.
  virtual std::vector<float> answer(const Features& rows) const = 0;
};

}  // namespace mlrun
