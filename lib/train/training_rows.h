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
  uint64_t bytes() const;
};

// The same on another device.
TrainingRows to_device(const TrainingRows& rows, const at::Device& device);

// The weights of rows, each multiplied by that of its class, so that every class has the same share
// of the loss: sum of all weights / (classes x sum of the class's weights).
std::vector<float> balanced_weights(const LabelledRows& rows, int64_t classes);

TrainingRows place_rows(const LabelledRows& rows, const FeatureLayout& layout,
                        const TargetTransform& transform, bool classification,
                        const at::Device& device);

}  // namespace mlrun
