#include "predict/native_dense.h"

#include <algorithm>
#include <cmath>

#include "predict/stack_shape.h"
#include "predict/state_reader.h"

namespace mlrun {
namespace {

// Rows that go through all layers together: what lies between two layers stays in the second cache.
constexpr int64_t kBlock = 96;

LayerWeights take_layer(StateReader& reader, const std::string& path, int64_t in, int64_t out) {
  return {reader.take(path + ".weight", {out, in}), reader.take(path + ".bias", {out})};
}

struct NormWeights {
  std::vector<float> weight, bias, mean, variance;
};

NormWeights take_norm(StateReader& reader, const std::string& path, int64_t width) {
  return {reader.take(path + ".weight", {width}), reader.take(path + ".bias", {width}),
          reader.take(path + ".running_mean", {width}),
          reader.take(path + ".running_var", {width})};
}

// The layer and the batch norm behind it as one layer. eps is that of lib/model/batch_norm.cpp.
void fold(const NormWeights& norm, LayerWeights& layer) {
  constexpr double kEps = 1e-5;
  const size_t inputs = layer.weight.size() / std::max<size_t>(layer.bias.size(), 1);
  for (size_t out = 0; out < layer.bias.size(); ++out) {
    const double scale = norm.weight[out] / std::sqrt(norm.variance[out] + kEps);
    for (size_t in = 0; in < inputs; ++in) {
      float& weight = layer.weight[out * inputs + in];
      weight = static_cast<float>(weight * scale);
    }
    const double shifted = static_cast<double>(layer.bias[out]) - norm.mean[out];
    layer.bias[out] = static_cast<float>(shifted * scale + norm.bias[out]);
  }
}

// All layers of the net, batch norm in them. Throws Error(kModel) for tensors that do not fit.
std::vector<LayerWeights> take_layers(const DenseOptions& options,
                                      const ModelDescription& description, const StateDict& state) {
  StateReader reader(state);
  std::vector<LayerWeights> layers;
  std::vector<NormWeights> norms;
  int64_t width = description.layout.one_hot_width();
  for (size_t i = 0; i < options.hidden.size(); ++i) {
    const std::string at = std::to_string(i);
    layers.push_back(take_layer(reader, "hidden_" + at, width, options.hidden[i]));
    width = options.hidden[i];
    if (options.batch_norm) norms.push_back(take_norm(reader, "norm_" + at, width));
  }
  layers.push_back(take_layer(reader, "output", width, description.outputs));
  reader.finish();
  for (size_t i = 0; i < norms.size(); ++i) fold(norms[i], layers[i]);
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
    : outputs_(static_cast<size_t>(description.outputs)) {
  const auto weights = take_layers(options, description, state);
  const Epilogue hidden = epilogue_named(options.activation);
  for (size_t i = 0; i < weights.size(); ++i) {
    const LayerWeights& layer = weights[i];
    const Epilogue epilogue = i + 1 < weights.size() ? hidden : Epilogue::kNone;
    if (i == 0) {
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
  size_t stride = input_[0].width();
  input_[0].apply(rows, first, count, here, stride);
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
