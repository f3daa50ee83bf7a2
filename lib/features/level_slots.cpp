#include "features/level_slots.h"

#include <algorithm>

namespace mlrun {

LevelSlots::LevelSlots(size_t levels, std::vector<int32_t> rare) : rare_(std::move(rare)) {
  const auto shared = static_cast<int32_t>(levels - rare_.size());
  int32_t next = 0;
  for (size_t level = 0; level < levels; ++level) {
    const bool is_rare =
        std::binary_search(rare_.begin(), rare_.end(), static_cast<int32_t>(level));
    codes_.push_back(is_rare ? shared : next++);
  }
  count_ = shared + (rare_.empty() ? 0 : 1);
}

int32_t LevelSlots::code(int32_t level) const {
  if (level >= 0) return codes_[static_cast<size_t>(level)];
  const bool shares = level == kUnseenCode && !rare_.empty();
  return shares ? static_cast<int32_t>(count_ - 1) : kMissingCode;
}

std::vector<int32_t> rare_levels(const Table& table, size_t column, int64_t min_count) {
  std::vector<int64_t> counts(table.spec.columns[column].levels.size(), 0);
  for (const int32_t code : table.columns[column].codes) {
    if (code >= 0 && static_cast<size_t>(code) < counts.size()) ++counts[static_cast<size_t>(code)];
  }
  std::vector<int32_t> rare;
  for (size_t level = 0; level < counts.size(); ++level) {
    if (counts[level] < min_count) rare.push_back(static_cast<int32_t>(level));
  }
  return rare;
}

}  // namespace mlrun
