#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "data/table.h"

namespace mlrun {

// Which code a net sees for each level of a categorical column: one of its own or, for levels that
// were rare in the training rows, one that they share. An unseen level is the rarest of all: it has
// the shared code too, where there is one.
class LevelSlots {
 public:
  // rare: positions of levels, rising, below `levels`; empty: every level has a code of its own.
  explicit LevelSlots(size_t levels, std::vector<int32_t> rare = {});
  // 0 .. count() - 1: the kept levels in their order, then the shared one. -1 for a missing cell,
  // and for an unseen level where no code is shared. Requires a level, kMissingCode or kUnseenCode.
  int32_t code(int32_t level) const;
  int64_t count() const { return count_; }
  const std::vector<int32_t>& rare() const { return rare_; }

 private:
  std::vector<int32_t> codes_;  // [levels]
  std::vector<int32_t> rare_;
  int64_t count_ = 0;
};

// Positions of the levels that fewer than min_count of the rows have, rising. Requires a boolean or
// categorical column.
std::vector<int32_t> rare_levels(const Table& table, size_t column, int64_t min_count);

}  // namespace mlrun
