#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checkpoint/state_dict.h"
#include "predict/model_description.h"
#include "stack/net_shape.h"

namespace mlrun {

// The activation of that name in the configuration. Throws Error(kUsage) for an unknown one.
Epilogue epilogue_named(const std::string& activation);

// What stands in front of the first layer alone: numbers, embedded, and columns of codes.
NetShape input_shape(const ModelDescription& description, const EmbeddingOptions& embedding);

// The shape by which lib/stack and lib/backprop know a net, of realmlp that of one of its members;
// nothing for a net that they do not know. The columns that realmlp's codes become are left out.
std::optional<NetShape> stack_shape(const ModelDescription& description);

// -1, 0 or 1: what a category of one or two levels says in RealMLP's one column for it; code -1 is
// an unknown level.
int64_t single_value(int64_t code, int64_t levels);
// The columns of RealMLP's indicators and categories of few levels (lib/model/plain_inputs.h), by
// the scaling of its state: plain.center and plain.factor, [columns].
CodeColumns plain_columns(const FeatureLayout& layout, int64_t one_hot_limit,
                          const std::vector<float>& center, const std::vector<float>& factor);
size_t plain_width(const FeatureLayout& layout, int64_t one_hot_limit);

// Where a slot's parameters stand in a model's state.
struct SlotPath {
  ParameterSlot slot;
  std::string path;
  std::vector<int64_t> shape;  // there, of all members
  bool turned = false;         // its last two dimensions are the slot's columns and rows
};
// Of every slot. Members of realmlp stand side by side in one tensor.
std::vector<SlotPath> slot_paths(const NetShape& shape, const ParameterSlots& slots,
                                 const ModelConfig& config);

}  // namespace mlrun
