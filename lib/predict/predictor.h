#pragma once

#include <cstdint>
#include <memory>
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

// A loaded model with a runtime: typed rows in, answers out.
class Predictor {
 public:
  // Rebuilds the pipeline from the bundle. Throws Error(kModel) when parts do not fit together.
  Predictor(const ModelBundle& bundle, std::unique_ptr<Runtime> runtime);
  const DataSpec& spec() const { return spec_; }
  const Runtime& runtime() const { return *runtime_; }
  // Requires a table typed by spec(). Rows are answered in chunks; order is kept.
  Predictions predict(const Table& table) const;
  // What the net itself says to these rows, before the target's units (golden rows).
  std::vector<float> raw(const Table& table) const;

 private:
  DataSpec spec_;
  FeaturePipeline pipeline_;
  TargetTransform target_;
  int64_t outputs_;
  std::unique_ptr<Runtime> runtime_;
};

}  // namespace mlrun
