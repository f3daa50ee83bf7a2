#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/json.h"
#include "features/level_slots.h"
#include "features/numeric_input.h"
#include "features/numeric_transform.h"
#include "features/pipeline.h"

namespace mlrun {

// What a fitted FeaturePipeline knows. Columns are positions in the spec.
struct PipelineState {
  FeatureOptions options;
  DataSpec spec;                                // of the training table
  std::vector<NumericInput> inputs;             // in the order of the spec, parts together
  std::unique_ptr<NumericTransform> transform;  // one fitted input per entry of inputs
  std::vector<double> fill;                     // [inputs]: what a missing cell becomes
  std::vector<size_t> indicators;               // columns with a 0/1 input for "is missing"
  std::vector<size_t> categorical;              // boolean and categorical columns
  std::vector<LevelSlots> slots;                // [categorical]
  FeatureLayout layout;
};

// FeaturePipeline::fit and load, on the state.
PipelineState fit_pipeline(const Table& train, const FeatureOptions& options, uint64_t seed,
                           std::vector<std::string>& remarks);
PipelineState load_pipeline(const Json& json, const std::vector<NamedArray>& arrays,
                            const DataSpec& spec);
Json to_json(const PipelineState& state);

// The layout that follows from the spec, inputs, indicators and categorical.
FeatureLayout layout_of(const PipelineState& state);
}  // namespace mlrun
