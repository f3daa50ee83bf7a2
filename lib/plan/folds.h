#pragma once

#include <cstdint>
#include <vector>

#include "data/table.h"

namespace mlrun {

// The rows a net of one fold does not see; it trains on all others.
using Fold = std::vector<int64_t>;

// Cuts the rows into `count` folds of sizes that differ by at most one, each class alike where the
// target is one, by seed. Rows of a fold ascend. Throws Error(kData) for fewer rows than folds.
std::vector<Fold> make_folds(const Table& table, int64_t count, uint64_t seed);

// The rows of a table that are not in the fold. Requires ascending rows.
std::vector<int64_t> rows_outside(const Fold& fold, int64_t rows);

}  // namespace mlrun
