#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/output.h"
#include "data/row_batch.h"

namespace mlrun {

// What becomes of a row that cannot be read.
enum class OnBadRow { kFail, kSkip, kNull };

struct BadRowOptions {
  OnBadRow on = OnBadRow::kFail;
  std::optional<uint64_t> max_rows;  // more of them: Error
  std::optional<double> max_ratio;   // of all rows, 0..1
  std::string rejects;               // CSV file of the bad rows; empty: none
  bool replace_rejects = false;
};

// A bad row as it is told: outlives the block it stood in.
struct BadRow {
  RowFault fault;
  std::string file;
  std::string text;  // as it stands in the file
};
// A batch's fault with all it needs to be told later.
BadRow bad_row_of(const RowBatch& batch, RowFault fault);

// Follows the bad rows of a run in the order of the rows: refuses, counts, limits, writes them
// down.
class BadRows {
 public:
  // Opens the file of rejects, so that a bad path fails at once.
  explicit BadRows(BadRowOptions options = {});
  const BadRowOptions& options() const { return options_; }
  // A table with these columns begins.
  void start(std::vector<std::string> header);
  // The bad ones among the next `rows` rows (fault.row counts from the first of these). Throws
  // Error(kData) when one may not be passed over:
  // `train.csv:17: column "age": expected a number, got "abc"`.
  void add(uint64_t rows, const std::vector<BadRow>& bad);
  // Of all tables.
  uint64_t rows() const { return rows_; }
  uint64_t count() const { return count_; }
  // Of the table that began last: the numbers of its bad rows, from 0.
  const std::vector<uint64_t>& numbers() const { return numbers_; }
  // Throws Error(kData) where no row of the table that began last is left.
  void require_rows(int64_t left, const std::string& table);
  // At the end. Throws Error(kData) when the share of bad rows is over the limit, and
  // Error(kFailure) unless rows in = rows out + rows rejected; makes the file of rejects appear,
  // also then.
  void finish(uint64_t rows_out);

 private:
  std::string sentence(const BadRow& row) const;
  std::string column_name(const RowFault& fault) const;
  void write_reject(const BadRow& row);
  [[noreturn]] void refuse(const std::string& why);
  BadRowOptions options_;
  std::vector<std::string> header_;
  std::unique_ptr<Output> rejects_;
  uint64_t rows_ = 0;
  uint64_t count_ = 0;
  uint64_t table_rows_ = 0;
  std::vector<uint64_t> numbers_;
  std::string first_;  // what is wrong with the first of them
};

}  // namespace mlrun
