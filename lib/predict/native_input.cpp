#include "predict/native_input.h"

#include <algorithm>
#include <numeric>

namespace mlrun {

NativeInput::NativeInput(const ModelDescription& description, const EmbeddingOptions& embedding,
                         StateReader& reader, Instructions instructions)
    : shape_(input_shape(description, embedding)),
      slots_(shape_),
      ops_(step_ops(instructions)),
      edges_(take_edges(reader, shape_, 1)),
      parameters_(slots_.floats()),
      dense_width_(static_cast<size_t>(description.layout.dense_width())),
      code_width_(description.layout.categorical.size()) {
  for (const SlotPath& path : slot_paths(shape_, slots_, description.config)) {
    if (!path.path.starts_with("embedding.")) continue;
    const std::vector<float> values = reader.take(path.path, path.shape);
    if (!values.empty()) fill_slot(parameters_.data(), path, values, 0);
  }
}

std::unique_ptr<InputStage> NativeInput::stage() const {
  if (auto spare = stages_.take()) return std::move(*spare);
  return std::make_unique<InputStage>(shape_, slots_, edges_.of_member(0, shape_), ops_);
}

void NativeInput::forward(const Features& rows, int64_t first, int64_t count, float* out) const {
  const TableRows table{rows.dense.data(), dense_width_, rows.codes.data(), code_width_};
  std::vector<int64_t> places(static_cast<size_t>(count));
  std::iota(places.begin(), places.end(), first);
  auto one = stage();
  one->forward(table, places.data(), places.size(), parameters_.data(), out);
  stages_.give(std::move(one));
  for (float* row = out; row < out + places.size() * stride(); row += stride()) {
    std::fill(row + width(), row + stride(), 0.0F);
  }
}

}  // namespace mlrun
