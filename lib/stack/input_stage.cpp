#include "stack/input_stage.h"

#include <algorithm>

namespace mlrun {

InputStage::InputStage(const NetShape& shape, const ParameterSlots& slots, const BinEdges& edges,
                       const StepOps& ops)
    : shape_(shape), slots_(slots), numbers_(make_number_stage(shape, slots, edges, ops)) {}

void InputStage::forward(const TableRows& table, const int64_t* rows, size_t count,
                         const float* parameters, float* out) {
  const size_t stride = padded(shape_.input_width());
  for (size_t i = 0; i < count; ++i, out += stride) {
    const float* dense = table.dense_row(rows[i]);
    const int32_t* codes = table.code_row(rows[i]);
    numbers_->forward(dense, parameters, out);
    float* at = out + shape_.number_width();
    fill_columns(dense + shape_.numeric, codes, at);
    at += shape_.codes.width;
    for (size_t c = 0; c < shape_.embedded.size(); ++c) {
      const float* value = parameters + embedding_at(c, codes);
      at = std::copy(value, value + shape_.category_width, at);
    }
  }
}

void InputStage::fill_columns(const float* dense, const int32_t* codes, float* out) const {
  const CodeColumns& columns = shape_.codes;
  std::copy(columns.base.begin(), columns.base.end(), out);
  for (size_t i = 0; i < columns.rise.size(); ++i) out[i] += dense[i] * columns.rise[i];
  for (size_t c = 0; c < columns.levels.size(); ++c) {
    if (columns.levels[c].empty()) continue;
    for (const auto& [column, value] :
         columns.levels[c][static_cast<size_t>(int64_t{codes[c]} + 1)]) {
      out[column] = value;
    }
  }
}

size_t InputStage::embedding_at(size_t category, const int32_t* codes) const {
  const auto& [place, unknown] = shape_.embedded[category];
  const size_t row = unknown + static_cast<size_t>(int64_t{codes[place]} + 1);
  return slots_.category_embedding.offset + row * slots_.category_embedding.stride;
}

void InputStage::backward(const TableRows& table, const int64_t* rows, size_t count,
                          const float* gradients_out, const float* parameters, float* gradients) {
  const size_t stride = padded(shape_.input_width());
  for (size_t i = 0; i < count; ++i, gradients_out += stride) {
    const int32_t* codes = table.code_row(rows[i]);
    numbers_->backward(table.dense_row(rows[i]), gradients_out, parameters, gradients);
    const float* at = gradients_out + shape_.number_width() + shape_.codes.width;
    for (size_t c = 0; c < shape_.embedded.size(); ++c) {
      float* sum = gradients + embedding_at(c, codes);
      for (size_t k = 0; k < shape_.category_width; ++k) sum[k] += *at++;
    }
  }
}

}  // namespace mlrun
