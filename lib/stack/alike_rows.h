#pragma once

#include <span>
#include <utility>
#include <vector>

#include "stack/table_rows.h"

namespace mlrun {

// Puts rows of a table into an order in which neighbours are alike, so that units behind a relu are
// 0 for whole tiles of a product, which costs nothing then (docs/kernels.md). Rows are cut at the
// median of the dense column in which they differ most, each part again, down to tiles: a k-d tree
// (Bentley 1975). An order changes no row's answer. Keeps its room from call to call.
class AlikeRows {
 public:
  // Orders the rows, which are places in the table.
  void order(const TableRows& table, std::span<int64_t> rows);

 private:
  using Keyed = std::pair<float, int64_t>;  // a value, and the row that has it
  void choose_columns(const TableRows& table, std::span<const int64_t> rows);
  // The column in which these differ most.
  size_t widest(const TableRows& table, std::span<const int64_t> rows);
  void cut(const TableRows& table, std::span<int64_t> rows);

  std::vector<size_t> columns_;        // that are looked at
  std::vector<float> sums_, squares_;  // of those
  std::vector<Keyed> keyed_;
};

}  // namespace mlrun
