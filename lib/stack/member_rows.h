#pragma once

#include <algorithm>

#include "stack/net_shape.h"

namespace mlrun {

// The order of rows in which all members go through the layers together: `rows / members` places,
// and all places of a member before the next member's. So neighbours are answers of one member to
// rows that are alike, many of whose units are 0 at once, which products leave out
// (docs/kernels.md).
class MemberRows {
 public:
  MemberRows(const NetShape& shape, size_t rows)
      : places_(std::max<size_t>(1, rows / shape.members)) {}
  size_t place(size_t row) const { return row % places_; }
  size_t member(size_t row) const { return row / places_; }
  // Where the row of the slot stands that belongs to a row's member.
  size_t row_of(const ParameterSlot& slot, size_t row) const {
    return slot.offset + member(row) * slot.stride;
  }
  // Places whose rows are about so many: whole tiles of a product of each member.
  static size_t places_of(const NetShape& shape, size_t rows) {
    const size_t places = std::max<size_t>(1, rows / shape.members);
    return places < kTileRows ? places : places - places % kTileRows;
  }

 private:
  size_t places_;
};

}  // namespace mlrun
