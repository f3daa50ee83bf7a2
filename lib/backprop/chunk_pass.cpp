#include "backprop/chunk_pass.h"

#include <algorithm>

namespace mlrun {
namespace {

// Rows of a chunk: enough for products at full speed and few enough for the second cache.
constexpr size_t kChunkRows = 384;

}  // namespace

ChunkPass::ChunkPass(const NetShape& shape, const ParameterSlots& slots,
                     const PackedWeights& weights, const BinEdges& edges, Instructions instructions,
                     const MaskBits& bits, const Bf16Kernel* bf16)
    : shape_(shape),
      slots_(slots),
      relu_(shape.activation == Epilogue::kRelu && !shape.blended),
      ops_(step_ops(instructions)),
      inputs_(shape, slots, edges, ops_),
      bits_(bits),
      gradients_(slots.floats()),
      chunk_places_(MemberRows::places_of(shape, kChunkRows)),
      forward_({shape, slots, weights, product_kernel(instructions), bf16},
               chunk_places_ * shape.members),
      backward_({shape, slots, weights, product_kernel(instructions), bf16},
                chunk_places_ * shape.members),
      scales_(shape, slots, ops_, chunk_places_ * shape.members) {
  const size_t rows = chunk_places_ * shape.members;
  const size_t width = shape.widest();
  if (shape.scaled) plain_ = AlignedFloats(rows * padded(shape.input_width()));
  for (size_t i = 0; i <= shape.hidden.size(); ++i) {
    values_.emplace_back(rows * padded(shape.width_before(i)));
  }
  for (size_t i = 0; !relu_ && i < shape.hidden.size(); ++i) {
    before_.emplace_back(rows * padded(shape.hidden[i]));
  }
  back_ = AlignedFloats(rows * width);
  back_next_ = AlignedFloats(rows * width);
  logits_.resize(shape.outputs);
  logit_gradients_.resize(shape.outputs);
  table_rows_.resize(rows);
}

void ChunkPass::run(const StepTask& task, size_t first, size_t end) {
  loss_ = 0;
  fresh_ = true;
  // Those of weights are written, not added to, by the first chunk.
  for (const ParameterSlot& slot : slots_.all()) {
    const bool weight = slot.name.starts_with("hidden_") && slot.name.ends_with("weight");
    if (!weight || first == end) {
      std::fill_n(gradients_.data() + slot.offset, slot.floats(), 0.0F);
    }
  }
  for (size_t at = first; at < end; at += chunk_places_) {
    run_chunk(task, at, std::min(chunk_places_, end - at));
    fresh_ = false;
  }
}

void ChunkPass::run_chunk(const StepTask& task, size_t first, size_t places) {
  rows_ = places * shape_.members;
  forward_inputs(task, first, places);
  forward_hidden(task);
  heads(task, first);
  backward_hidden(task);
}

int64_t ChunkPass::row_at(const BatchRows& batch, size_t first, size_t row) const {
  const MemberRows members(shape_, rows_);
  const size_t place = first + members.place(row);
  return batch.rows[batch.per_member ? place * shape_.members + members.member(row) : place];
}

void ChunkPass::forward_inputs(const StepTask& task, size_t first, size_t places) {
  // Rows of the table: each is all members', those of the first stand for them, or one's own.
  const size_t count = task.batch.per_member ? rows_ : places;
  for (size_t i = 0; i < count; ++i) table_rows_[i] = row_at(task.batch, first, i);
  float* out = values_[0].data();
  float* plain = shape_.scaled ? plain_.data() : out;
  inputs_.forward(task.source.table, table_rows_.data(), count, task.parameters, plain);
  if (!shape_.scaled) return;
  const size_t stride = slots_.scale.stride;
  const float* scale = task.parameters + slots_.scale.offset;
  const MemberRows members(shape_, rows_);
  for (size_t row = 0; row < rows_; ++row, out += stride) {
    ops_.multiply(out, plain + row % count * stride, scale + members.member(row) * stride, stride);
  }
}

void ChunkPass::forward_hidden(const StepTask& task) {
  for (size_t i = 0; i < shape_.hidden.size(); ++i) {
    float* result = relu_ ? values_[i + 1].data() : before_[i].data();
    const bool finished = relu_ && task.drop_below == 0 && !shape_.layer_scales;
    forward_layer(task, i, result, finished ? Epilogue::kRelu : Epilogue::kNone);
    if (!finished) activate(task, i);
  }
}

void ChunkPass::forward_layer(const StepTask& task, size_t layer, float* result,
                              Epilogue epilogue) {
  const float* x = values_[layer].data();
  if (!shape_.layer_scales) {
    return forward_.forward(layer, x, rows_, task.parameters, result, epilogue);
  }
  const float* scaled = scales_.inputs(layer, x, rows_, task.parameters);
  forward_.forward(layer, scaled, rows_, task.parameters, scales_.products(layer), epilogue);
  scales_.outputs(layer, rows_, task.parameters, result);
}

// The factors of a blended activation, or null.
const float* ChunkPass::blend(const StepTask& task, size_t layer) const {
  return shape_.blended ? task.parameters + slots_.blends[layer].offset : nullptr;
}

void ChunkPass::activate(const StepTask& task, size_t layer) {
  const size_t stride = padded(shape_.hidden[layer]);
  float* values = values_[layer + 1].data();
  const size_t count = rows_ * stride;
  if (relu_ && task.drop_below == 0) return ops_.relu(values, count);
  if (relu_) {
    return ops_.relu_dropout(values, count, task.drop_below, task.keep_scale, &bits_);
  }
  const float* before = before_[layer].data();
  for (size_t row = 0; row < rows_; ++row) {
    ops_.activate(shape_.activation, before + row * stride, blend(task, layer),
                  values + row * stride, stride);
  }
  if (task.drop_below > 0) {
    ops_.dropout(values, count, task.drop_below, task.keep_scale, &bits_);
  }
}

// back_: from the gradients of a layer's values to those in front of its activation.
void ChunkPass::activate_backward(const StepTask& task, size_t layer) {
  const size_t stride = padded(shape_.hidden[layer]);
  const float* values = values_[layer + 1].data();
  const size_t count = rows_ * stride;
  if (relu_) return ops_.relu_backward(back_.data(), values, count, task.keep_scale);
  if (task.drop_below > 0) {
    ops_.dropout_backward(back_.data(), values, count, task.keep_scale);
  }
  float* blends = shape_.blended ? gradients_.data() + slots_.blends[layer].offset : nullptr;
  for (size_t row = 0; row < rows_; ++row) {
    ops_.activate_backward(shape_.activation, before_[layer].data() + row * stride,
                           blend(task, layer), back_.data() + row * stride, blends, stride);
  }
}

// The heads forward, the loss, and back to the last layer: back_ becomes its gradient.
void ChunkPass::heads(const StepTask& task, size_t first) {
  const size_t stride = slots_.head_weight.stride;
  const float* weight = task.parameters + slots_.head_weight.offset;
  const float* bias = task.parameters + slots_.head_bias.offset;
  const float factor = shape_.factor(shape_.hidden.size());
  float* weight_gradient = gradients_.data() + slots_.head_weight.offset;
  float* bias_gradient = gradients_.data() + slots_.head_bias.offset;
  const float* values = values_.back().data();
  float* back = back_.data();
  const MemberRows members(shape_, rows_);
  for (size_t row = 0; row < rows_; ++row, values += stride, back += stride) {
    const auto table_row = static_cast<size_t>(row_at(task.batch, first, row));
    const size_t head = members.member(row) * shape_.outputs;
    for (size_t o = 0; o < shape_.outputs; ++o) {
      const float product = ops_.dot(values, weight + (head + o) * stride, stride);
      logits_[o] = factor * product + bias[head + o];
    }
    const BatchSource& source = task.source;
    const float number = source.numbers != nullptr ? source.numbers[table_row] : 0;
    const int64_t label = source.classes != nullptr ? source.classes[table_row] : 0;
    const float counts =
        task.row_scale * (source.weights != nullptr ? source.weights[table_row] : 1.0F);
    loss_ += counts * task.loss(logits_.data(), number, label, logit_gradients_.data());
    std::fill(back, back + stride, 0.0F);
    for (size_t o = 0; o < shape_.outputs; ++o) {
      const float gradient = counts * logit_gradients_[o];
      ops_.add_scaled(back, weight + (head + o) * stride, factor * gradient, stride);
      ops_.add_scaled(weight_gradient + (head + o) * stride, values, factor * gradient, stride);
      bias_gradient[head + o] += gradient;
    }
  }
}

void ChunkPass::backward_hidden(const StepTask& task) {
  for (size_t i = shape_.hidden.size(); i-- > 0;) {
    const size_t stride = padded(shape_.hidden[i]);
    activate_backward(task, i);
    const float* inputs = values_[i].data();
    if (shape_.layer_scales) {
      scales_.outputs_back(i, back_.data(), rows_, task.parameters, gradients_.data());
      inputs = scales_.scaled(i, inputs);
    } else {
      float* bias = gradients_.data() + slots_.biases[i].offset;
      for (size_t row = 0; row < rows_; ++row) ops_.add(bias, back_.data() + row * stride, stride);
    }
    backward_.weights(i, back_.data(), inputs, rows_, fresh_, gradients_.data());
    if (i == 0 && !shape_.scaled && !shape_.inputs_learn()) return;
    backward_.inputs(i, back_.data(), rows_, back_next_.data());
    std::swap(back_, back_next_);
    if (shape_.layer_scales && i > 0) {
      scales_.inputs_back(i, back_.data(), values_[i].data(), rows_, task.parameters,
                          gradients_.data());
    }
  }
  if (shape_.scaled || shape_.inputs_learn()) backward_inputs(task);
}

// back_ holds the gradients of the scaled inputs, or of the inputs.
void ChunkPass::backward_inputs(const StepTask& task) {
  const MemberRows members(shape_, rows_);
  const size_t count = task.batch.per_member ? rows_ : rows_ / shape_.members;
  float* plain_gradient = back_.data();
  if (shape_.scaled) {
    const size_t stride = slots_.scale.stride;
    const float* scale = task.parameters + slots_.scale.offset;
    float* scale_gradient = gradients_.data() + slots_.scale.offset;
    plain_gradient = back_next_.data();
    std::fill(plain_gradient, plain_gradient + count * stride, 0.0F);
    for (size_t row = 0; row < rows_; ++row) {
      const size_t m = members.member(row);
      const float* back = back_.data() + row * stride;
      ops_.add_product(scale_gradient + m * stride, back, plain_.data() + row % count * stride,
                       stride);
      if (!shape_.inputs_learn()) continue;
      ops_.add_product(plain_gradient + row % count * stride, back, scale + m * stride, stride);
    }
  }
  if (!shape_.inputs_learn()) return;
  inputs_.backward(task.source.table, table_rows_.data(), count, plain_gradient, task.parameters,
                   gradients_.data());
}

}  // namespace mlrun
