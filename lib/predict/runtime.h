#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "checkpoint/state_dict.h"
#include "features/features.h"
#include "predict/model_description.h"

namespace mlrun {

// How a net is to answer.
struct RuntimeOptions {
  int threads = 1;                 // on a CPU, of one call
  std::string precision = "fp32";  // fp32 | tf32 | bf16, of an accelerator's matrix products
  std::string compile = "none";    // none | graph | auto: chunks of rows launched as one graph
};

// A net that answers rows, on whatever device and by whatever means. Const: any number of calls,
// in any order, give the same answers.
class Runtime {
 public:
  virtual ~Runtime() = default;
  // What it is and where it runs: "native on cpu".
  virtual std::string description() const = 0;
  virtual std::string device() const = 0;
  // Whether several threads may call answer() at once.
  virtual bool concurrent() const = 0;
  // [rows, outputs]: probabilities for classes, the standardised target for regression.
  virtual std::vector<float> answer(const Features& rows) const = 0;
};

// Makes what answers for a net with these tensors.
using RuntimeMaker =
    std::function<std::unique_ptr<Runtime>(const ModelDescription&, const StateDict&)>;

}  // namespace mlrun
