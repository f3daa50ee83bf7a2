#include "stack/net_shape.h"

#include <algorithm>
#include <cmath>

namespace mlrun {

CodeColumns one_hot_columns(size_t indicators, const std::vector<size_t>& cardinalities) {
  CodeColumns columns;
  columns.width = indicators;
  columns.rise.assign(indicators, 1.0F);
  for (const size_t levels : cardinalities) {
    columns.levels.emplace_back(1);
    for (size_t level = 0; level < levels; ++level) {
      columns.levels.back().push_back({{columns.width++, 1.0F}});
    }
  }
  columns.base.assign(columns.width, 0.0F);
  return columns;
}

size_t NetShape::widest() const {
  size_t width = padded(input_width());
  for (const size_t each : hidden) width = std::max(width, padded(each));
  return width;
}

float NetShape::factor(size_t layer) const {
  const size_t inputs = width_before(layer);
  return tangent && inputs > 0 ? 1 / std::sqrt(static_cast<float>(inputs)) : 1.0F;
}

ParameterSlots::ParameterSlots(const NetShape& shape) {
  add_embedding(shape);
  if (!shape.embedded.empty()) {
    category_embedding = add("category_embedding", shape.embedded_rows, shape.category_width);
  }
  if (shape.scaled) scale = add("scale", shape.members, shape.input_width());
  for (size_t i = 0; i < shape.hidden.size(); ++i) {
    const std::string at = std::to_string(i);
    weights.push_back(add("hidden_" + at + ".weight", shape.hidden[i], shape.width_before(i)));
    const size_t members = shape.layer_scales ? shape.members : 1;
    if (shape.layer_scales) add_scales(shape, i);
    biases.push_back(add("hidden_" + at + ".bias", members, shape.hidden[i]));
    if (shape.blended) blends.push_back(add("activation_" + at, 1, shape.hidden[i]));
  }
  head_weight =
      add("output.weight", shape.members * shape.outputs, shape.width_before(shape.hidden.size()));
  head_bias = add("output.bias", 1, shape.members * shape.outputs);
}

void ParameterSlots::add_scales(const NetShape& shape, size_t layer) {
  const std::string at = "hidden_" + std::to_string(layer);
  input_scales.emplace_back();
  if (layer > 0) {
    input_scales.back() = add(at + ".input_scale", shape.members, shape.width_before(layer));
  }
  output_scales.push_back(add(at + ".output_scale", shape.members, shape.hidden[layer]));
}

void ParameterSlots::add_embedding(const NetShape& shape) {
  const size_t width = shape.embedding_width;
  if (shape.embedding == NumberEmbedding::kPle) {
    linear_weight = add("embedding.linear_weight", shape.numeric, width);
    linear_bias = add("embedding.linear_bias", shape.numeric, width);
    number_weight = add("embedding.weight", shape.numeric * shape.terms, width);
  }
  if (shape.embedding == NumberEmbedding::kPbld) {
    frequencies = add("embedding.frequencies", shape.numeric, shape.terms);
    phases = add("embedding.phases", shape.numeric, shape.terms);
    number_weight = add("embedding.weight", shape.numeric * (width - 1), shape.terms);
    number_bias = add("embedding.bias", shape.numeric, width - 1);
  }
  if (shape.embedding == NumberEmbedding::kPlrLite) {
    frequencies = add("embedding.frequencies", shape.numeric, shape.terms);
    number_weight = add("embedding.weight", width, 2 * shape.terms);
    number_bias = add("embedding.bias", 1, width);
  }
}

ParameterSlot ParameterSlots::add(const std::string& name, size_t rows, size_t columns) {
  ParameterSlot slot{name, floats_, rows, columns, padded(columns)};
  floats_ += slot.floats();
  slots_.push_back(slot);
  return slot;
}

}  // namespace mlrun
