#pragma once

#include "features/features.h"
#include "features/target.h"
#include "model/net.h"
#include "train/report.h"

namespace mlrun {

// Rows with their truths on a device, ready for a net: the whole table goes up once, rows are
// gathered there.
struct TrainingRows {
  NetInput inputs;
  at::Tensor targets;  // [n]: standardised float32, or int64 classes
  at::Tensor weights;  // [n], or undefined

  int64_t rows() const { return inputs.rows(); }
};

TrainingRows place_rows(const LabelledRows& rows, const FeatureLayout& layout,
                        const TargetTransform& transform, bool classification,
                        const at::Device& device);

}  // namespace mlrun
