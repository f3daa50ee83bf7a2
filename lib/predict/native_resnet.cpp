#include "predict/native_resnet.h"

#include <algorithm>

namespace mlrun {
namespace {

// Rows that go through all layers together: what lies between two layers stays in the second cache.
constexpr int64_t kBlock = 96;

PackedLayer pack(Instructions instructions, const LayerWeights& layer, Epilogue epilogue) {
  const size_t outputs = layer.bias.size();
  const size_t depth = layer.weight.size() / std::max<size_t>(outputs, 1);
  return {instructions, depth, outputs, layer.weight.data(), depth, layer.bias.data(), epilogue};
}

}  // namespace

NativeResNet::NativeResNet(const ResNetOptions& options, const ModelDescription& description,
                           const StateDict& state, Instructions instructions)
    : outputs_(static_cast<size_t>(description.outputs)), ops_(step_ops(instructions)) {
  StateReader reader(state);
  input_ = std::make_unique<NativeInput>(description, options.embedding, reader, instructions);
  take_layers(options, reader, instructions);
}

void NativeResNet::take_layers(const ResNetOptions& options, StateReader& reader,
                               Instructions instructions) {
  const int64_t width = options.width;
  const auto hidden = std::max<int64_t>(
      1, static_cast<int64_t>(static_cast<double>(width) * options.hidden_factor));
  struct Weights {
    NormWeights norm;
    LayerWeights first, second;
  };
  const LayerWeights first =
      take_layer(reader, "input", static_cast<int64_t>(input_->width()), width);
  std::vector<Weights> blocks;
  for (int64_t i = 0; i < options.blocks; ++i) {
    const std::string name = "block_" + std::to_string(i);
    blocks.push_back({take_norm(reader, name + "_norm", width),
                      take_layer(reader, name + "_first", width, hidden),
                      take_layer(reader, name + "_second", hidden, width)});
  }
  const NormWeights norm = take_norm(reader, "output_norm", width);
  const LayerWeights head = take_layer(reader, "output", width, static_cast<int64_t>(outputs_));
  reader.finish();
  first_.push_back(pack(instructions, first, Epilogue::kNone));
  stride_ = padded(first_[0].width());
  for (Weights& block : blocks) {
    fold_in_front(block.norm, block.first);
    blocks_.push_back({pack(instructions, block.first, Epilogue::kRelu),
                       pack(instructions, block.second, Epilogue::kNone)});
    inside_ = std::max(inside_, padded(blocks_.back().first.width()));
  }
  scale_ = AlignedFloats(stride_);
  shift_ = AlignedFloats(stride_);
  for (size_t i = 0; i < static_cast<size_t>(width); ++i) {
    scale_.data()[i] = static_cast<float>(norm.scale(i));
    shift_.data()[i] = static_cast<float>(norm.shift(i));
  }
  if (outputs_ <= FewOutputs::kMost) {
    few_.emplace_back(instructions, static_cast<size_t>(width), outputs_, head.weight.data(),
                      head.bias.data());
  } else {
    head_.push_back(pack(instructions, head, Epilogue::kNone));
  }
}

void NativeResNet::forward(const Features& rows, int64_t first, int64_t count, float* out) const {
  for (int64_t done = 0; done < count; done += kBlock) {
    forward_block(rows, first + done, std::min(kBlock, count - done),
                  out + static_cast<size_t>(done) * outputs_);
  }
}

void NativeResNet::forward_block(const Features& rows, int64_t first, int64_t count,
                                 float* out) const {
  const auto number = static_cast<size_t>(count);
  const size_t wide = head_.empty() ? 0 : head_[0].width();
  const size_t beside = std::max({input_->stride(), inside_, wide});
  // Kept by each thread from call to call.
  thread_local AlignedFloats room;
  const size_t needed = static_cast<size_t>(kBlock) * (stride_ + beside);
  if (room.size() < needed) room = AlignedFloats(needed);
  float* x = room.data();
  float* inside = x + static_cast<size_t>(kBlock) * stride_;
  input_->forward(rows, first, count, inside);
  first_[0].apply(inside, input_->stride(), number, x, stride_);
  for (const Block& block : blocks_) run_block(block, number, x, inside);
  norm_and_relu(number, x);
  if (!few_.empty()) return few_[0].apply(x, stride_, number, out);
  head_[0].apply(x, stride_, number, inside, wide);
  for (size_t row = 0; row < number; ++row) {
    std::copy_n(inside + row * wide, outputs_, out + row * outputs_);
  }
}

// The second product's sums start with x and the bias.
void NativeResNet::run_block(const Block& block, size_t rows, float* x, float* inside) const {
  block.first.apply(x, stride_, rows, inside, inside_);
  const size_t width = block.second.width();
  for (size_t row = 0; row < rows; ++row) {
    float* values = x + row * stride_;
    const float* bias = block.second.bias();
    for (size_t i = 0; i < width; ++i) values[i] += bias[i];
  }
  block.second.add(inside, inside_, rows, x, stride_);
}

void NativeResNet::norm_and_relu(size_t rows, float* x) const {
  const size_t width = first_[0].width();
  for (size_t row = 0; row < rows; ++row, x += stride_) {
    for (size_t i = 0; i < width; ++i) x[i] = x[i] * scale_.data()[i] + shift_.data()[i];
    std::fill(x + width, x + stride_, 0.0F);
    ops_.relu(x, stride_);
  }
}

}  // namespace mlrun
