#include "predict/native_dense.h"

#include <algorithm>

#include "predict/norm_weights.h"
#include "predict/stack_shape.h"

namespace mlrun {
namespace {

// Rows that go through all layers together: what lies between two layers stays in the second cache.
constexpr int64_t kBlock = 96;
// Rows that are put in order together.
constexpr int64_t kOrdered = 1024;

// By which a net's rows are put in order.
NetShape hidden_shape(const DenseOptions& options) {
  NetShape shape;
  shape.hidden.assign(options.hidden.begin(), options.hidden.end());
  shape.activation = epilogue_named(options.activation);
  return shape;
}

// All layers of the net, batch norm in them. Throws Error(kModel) for tensors that do not fit.
// width: that of what stands in front of the first.
std::vector<LayerWeights> take_layers(const DenseOptions& options, int64_t width, int64_t outputs,
                                      StateReader& reader) {
  std::vector<LayerWeights> layers;
  std::vector<NormWeights> norms;
  for (size_t i = 0; i < options.hidden.size(); ++i) {
    const std::string at = std::to_string(i);
    layers.push_back(take_layer(reader, "hidden_" + at, width, options.hidden[i]));
    width = options.hidden[i];
    if (options.batch_norm) norms.push_back(take_norm(reader, "norm_" + at, width));
  }
  layers.push_back(take_layer(reader, "output", width, outputs));
  reader.finish();
  for (size_t i = 0; i < norms.size(); ++i) fold_behind(norms[i], layers[i]);
  return layers;
}

// Two halves of room for a block's activations, kept by each thread from call to call.
float* scratch(size_t floats) {
  thread_local AlignedFloats room;
  if (room.size() < floats) room = AlignedFloats(floats);
  return room.data();
}

}  // namespace

NativeDense::NativeDense(const DenseOptions& options, const ModelDescription& description,
                         const StateDict& state, Instructions instructions)
    : outputs_(static_cast<size_t>(description.outputs)),
      layout_(description.layout),
      hidden_(hidden_shape(options)),
      ordered_(layout_.dense_width() > 0 && RowOrder(hidden_).pays()) {
  StateReader reader(state);
  int64_t width = description.layout.one_hot_width();
  if (options.embedding.type != "none" && !description.layout.numeric.empty()) {
    embedded_ = std::make_unique<NativeInput>(description, options.embedding, reader, instructions);
    width = static_cast<int64_t>(embedded_->width());
    widest_ = embedded_->stride();
  }
  const auto weights = take_layers(options, width, description.outputs, reader);
  const Epilogue hidden = epilogue_named(options.activation);
  for (size_t i = 0; i < weights.size(); ++i) {
    const LayerWeights& layer = weights[i];
    const Epilogue epilogue = i + 1 < weights.size() ? hidden : Epilogue::kNone;
    if (i == 0 && !embedded_) {
      input_.emplace_back(instructions, description.layout, layer, epilogue);
      widest_ = input_[0].width();
      continue;
    }
    const size_t depth = layer.weight.size() / layer.bias.size();
    if (i + 1 == weights.size() && outputs_ <= FewOutputs::kMost) {
      head_.emplace_back(instructions, depth, outputs_, layer.weight.data(), layer.bias.data());
      continue;
    }
    layers_.emplace_back(instructions, depth, layer.bias.size(), layer.weight.data(), depth,
                         layer.bias.data(), epilogue);
    widest_ = std::max(widest_, layers_.back().width());
  }
}

void NativeDense::forward(const Features& rows, int64_t first, int64_t count, float* out) const {
  if (!ordered_) return forward_blocks(rows, first, count, out);
  for (int64_t done = 0; done < count; done += kOrdered) {
    forward_ordered(rows, first + done, std::min(kOrdered, count - done),
                    out + static_cast<size_t>(done) * outputs_);
  }
}

void NativeDense::forward_ordered(const Features& rows, int64_t first, int64_t count,
                                  float* out) const {
  if (static_cast<size_t>(count) <= kTileRows) return forward_blocks(rows, first, count, out);
  auto spare = order_rooms_.take();
  auto room = spare ? std::move(*spare) : std::make_unique<OrderRoom>(hidden_, layout_);
  room->answers.resize(static_cast<size_t>(count) * outputs_);
  forward_blocks(room->rows.take(rows, first, count), 0, count, room->answers.data());
  room->rows.put_back(room->answers.data(), outputs_, out);
  order_rooms_.give(std::move(room));
}

void NativeDense::forward_blocks(const Features& rows, int64_t first, int64_t count,
                                 float* out) const {
  for (int64_t done = 0; done < count; done += kBlock) {
    forward_block(rows, first + done, std::min(kBlock, count - done),
                  out + static_cast<size_t>(done) * outputs_);
  }
}

void NativeDense::forward_block(const Features& rows, int64_t first, int64_t count,
                                float* out) const {
  const auto number = static_cast<size_t>(count);
  const size_t half = static_cast<size_t>(kBlock) * widest_;
  float* here = scratch(2 * half);
  float* there = here + half;
  size_t stride = embedded_ ? embedded_->stride() : input_[0].width();
  if (embedded_) {
    embedded_->forward(rows, first, count, here);
  } else {
    input_[0].apply(rows, first, count, here, stride);
  }
  for (const PackedLayer& layer : layers_) {
    layer.apply(here, stride, number, there, layer.width());
    stride = layer.width();
    std::swap(here, there);
  }
  if (!head_.empty()) return head_[0].apply(here, stride, number, out);
  for (size_t row = 0; row < number; ++row) {
    std::copy(here + row * stride, here + row * stride + outputs_, out + row * outputs_);
  }
}

}  // namespace mlrun
