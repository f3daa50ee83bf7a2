#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "checkpoint/model_file.h"
#include "data/table.h"
#include "features/pipeline.h"
#include "features/target.h"
#include "predict/runtime.h"

namespace mlrun {

// Answers in the user's terms. Regression: outputs = 1, target units. Classes: probabilities.
struct Predictions {
  int64_t rows = 0;
  int64_t outputs = 1;
  std::vector<float> values;  // [rows, outputs]
  // Class with the largest probability (first one on a tie). Requires outputs > 1.
  int64_t label(int64_t row) const;
};

// The pipeline a file holds. Throws Error(kModel) when its parts do not fit together.
FeaturePipeline load_pipeline(const ModelBundle& bundle);
// A pipeline's arrays as the tensors of a file.
StateDict state_of(const FeaturePipeline& pipeline);

// A loaded model with its runtimes: typed rows in, answers out.
class Predictor {
 public:
  // Rebuilds the pipeline from the bundle. Throws Error(kModel) when parts do not fit together.
  // Requires the bundle of one net.
  Predictor(const ModelBundle& bundle, std::unique_ptr<Runtime> runtime);
  // The same for one net or an ensemble. The maker may not return null.
  Predictor(const ModelBundle& bundle, const RuntimeMaker& make);

  const DataSpec& spec() const { return spec_; }
  // What answers and where: "native on cpu", "3 nets, native on cpu".
  std::string description() const;
  // Whether several threads may call predict() at once.
  bool concurrent() const;
  // Multiplications of a row's answer, all nets; 0 where the runtime was given.
  double products() const;
  // Requires a table typed by spec(). Rows are answered in chunks; order is kept. An ensemble
  // answers the weighted mean of its nets' answers; the model's temperature, if it has one, comes
  // last.
  Predictions predict(const Table& table) const;
  // What golden rows hold: what the net itself says to these rows, before the target's units; of an
  // ensemble the answer on the scale of the model's own target. Classes: as predict().
  std::vector<float> raw(const Table& table) const;

 private:
  // A net with everything between a table and its answers.
  struct Part {
    double weight = 1;
    std::shared_ptr<const FeaturePipeline> pipeline;  // several nets may share one
    TargetTransform target;
    std::unique_ptr<Runtime> runtime;
    double products = 0;
  };
  void add_net(double weight, const ModelBundle& net,
               std::shared_ptr<const FeaturePipeline> pipeline, const RuntimeMaker& make);
  std::vector<float> mean_answers(const Table& table) const;

  DataSpec spec_;
  TargetTransform target_;
  int64_t outputs_;
  double temperature_;
  std::vector<Part> parts_;
};

}  // namespace mlrun
