#include "plan/row_split.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "core/error.h"
#include "features/target.h"

namespace mlrun {

std::vector<std::vector<int64_t>> shuffled_by_class(const Table& table, Random random) {
  const auto targets = targets_of(table);
  const bool classes = table.spec.is_classification();
  std::map<float, std::vector<int64_t>> groups;
  for (const int64_t row : random.permutation(table.rows)) {
    groups[classes ? targets[static_cast<size_t>(row)] : 0.0F].push_back(row);
  }
  std::vector<std::vector<int64_t>> shuffled;
  for (auto& [target, rows] : groups) shuffled.push_back(std::move(rows));
  return shuffled;
}

Split split_rows(const Table& table, double valid_fraction, uint64_t seed) {
  if (table.rows < 2) {
    throw Error(ErrorKind::kData,
                "one row cannot both train and judge; --valid names rows that judge");
  }
  Split split;
  for (const auto& rows : shuffled_by_class(table, Random(seed, "validation split"))) {
    const auto count =
        static_cast<size_t>(std::llround(valid_fraction * static_cast<double>(rows.size())));
    split.valid.insert(split.valid.end(), rows.begin(), rows.begin() + static_cast<int64_t>(count));
    split.train.insert(split.train.end(), rows.begin() + static_cast<int64_t>(count), rows.end());
  }
  if (split.valid.empty()) {
    split.valid.push_back(split.train.back());
    split.train.pop_back();
  }
  if (split.train.empty()) {
    split.train.push_back(split.valid.back());
    split.valid.pop_back();
  }
  std::sort(split.train.begin(), split.train.end());
  std::sort(split.valid.begin(), split.valid.end());
  return split;
}

Table some_rows(const Table& table, double share, uint64_t seed) {
  if (share >= 1 || table.rows < 2) return table;
  return take_rows(table, split_rows(table, share, seed).valid);
}

}  // namespace mlrun
