#pragma once

#include <vector>

#include "predict/stack_shape.h"
#include "predict/state_reader.h"
#include "stack/table_rows.h"

namespace mlrun {

// The bins of piecewise-linear embeddings as they stand in a state, of all members that have their
// own; nothing for other embeddings.
struct EdgeValues {
  std::vector<float> slope, offset, low, high;  // [members x numeric, bins]
  BinEdges of_member(size_t member, const NetShape& shape) const;
};
EdgeValues take_edges(StateReader& reader, const NetShape& shape, int64_t members);

// Sets a slot to what its tensor holds for that member.
void fill_slot(float* parameters, const SlotPath& path, const std::vector<float>& tensor,
               size_t member);

}  // namespace mlrun
