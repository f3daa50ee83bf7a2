#pragma once

#include <cstdint>
#include <vector>

#include "core/random.h"
#include "data/table.h"

namespace mlrun {

// The rows of each class in an order drawn at random; in a regression all rows are one class.
std::vector<std::vector<int64_t>> shuffled_by_class(const Table& table, Random random);

// Which rows train and which judge: a share drawn by seed, of each class alike.
struct Split {
  std::vector<int64_t> train;
  std::vector<int64_t> valid;
};
// Row numbers ascend, and neither side is empty. Throws Error(kData) for a table of one row.
Split split_rows(const Table& table, double valid_fraction, uint64_t seed);

// A share of the rows drawn so; all of them where the share is 1 or more.
Table some_rows(const Table& table, double share, uint64_t seed);

}  // namespace mlrun
