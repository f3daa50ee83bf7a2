#include "plan/folds.h"

#include <algorithm>
#include <string>

#include "core/error.h"
#include "plan/row_split.h"

namespace mlrun {

std::vector<Fold> make_folds(const Table& table, int64_t count, uint64_t seed) {
  if (table.rows < count) {
    throw Error(ErrorKind::kData, "folds: " + std::to_string(count) + " folds of " +
                                      std::to_string(table.rows) +
                                      " rows; each needs one (--folds)");
  }
  std::vector<Fold> folds(static_cast<size_t>(count));
  size_t next = 0;  // goes on from class to class, so that sizes stay even
  for (const auto& rows : shuffled_by_class(table, Random(seed, "folds"))) {
    for (const int64_t row : rows) {
      folds[next].push_back(row);
      next = (next + 1) % folds.size();
    }
  }
  for (Fold& fold : folds) std::sort(fold.begin(), fold.end());
  return folds;
}

std::vector<int64_t> rows_outside(const Fold& fold, int64_t rows) {
  std::vector<int64_t> outside;
  auto next = fold.begin();
  for (int64_t row = 0; row < rows; ++row) {
    if (next != fold.end() && *next == row) {
      ++next;
    } else {
      outside.push_back(row);
    }
  }
  return outside;
}

}  // namespace mlrun
