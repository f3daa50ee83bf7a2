#pragma once

#include <cstdint>

#include "config/train_config.h"
#include "data/spec.h"
#include "predict/model_description.h"

namespace mlrun {

// A net before any row was fitted: the layout that the columns will have at most.
ModelDescription nominal_description(const ModelConfig& config, const DataSpec& spec);

// What training a net takes, by its size and the number of rows alone: the same on every host, so
// that a plan is. Rough: it plans and estimates.
struct TrainingCost {
  double epochs = 0;   // that are likely: all of them, or what early stopping usually leaves
  double seconds = 0;  // of one core
  double bytes = 0;    // rows on the device, weights and their states, one step's activations
};
TrainingCost training_cost(const TrainConfig& config, const DataSpec& spec, int64_t rows);

// Seconds of one core for a net's answer to a row; as rough.
double answering_seconds(const TrainConfig& config, const DataSpec& spec);

}  // namespace mlrun
