#include "predict/stack_tensors.h"

namespace mlrun {

BinEdges EdgeValues::of_member(size_t member, const NetShape& shape) const {
  if (slope.empty()) return {};
  const size_t at = member * shape.numeric * shape.terms;
  return {slope.data() + at, offset.data() + at, low.data() + at, high.data() + at};
}

EdgeValues take_edges(StateReader& reader, const NetShape& shape, int64_t members) {
  if (shape.embedding != NumberEmbedding::kPle) return {};
  const std::vector<int64_t> wanted = {members * static_cast<int64_t>(shape.numeric),
                                       static_cast<int64_t>(shape.terms)};
  EdgeValues edges;
  edges.slope = reader.take("embedding.slope", wanted);
  edges.offset = reader.take("embedding.offset", wanted);
  edges.low = reader.take("embedding.low", wanted);
  edges.high = reader.take("embedding.high", wanted);
  return edges;
}

void fill_slot(float* parameters, const SlotPath& path, const std::vector<float>& tensor,
               size_t member) {
  const ParameterSlot& slot = path.slot;
  const float* from = tensor.data() + member * slot.rows * slot.columns;
  float* to = parameters + slot.offset;
  // Blocks [columns, rows of a block] of the tensor are rows here.
  const size_t block = path.turned ? static_cast<size_t>(path.shape.back()) : 0;
  for (size_t r = 0; r < slot.rows; ++r) {
    for (size_t c = 0; c < slot.columns; ++c) {
      const size_t at = path.turned ? r / block * block * slot.columns + c * block + r % block
                                    : r * slot.columns + c;
      to[r * slot.stride + c] = from[at];
    }
  }
}

}  // namespace mlrun
