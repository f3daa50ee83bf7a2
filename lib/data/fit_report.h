#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/json.h"
#include "data/cell.h"
#include "data/row_reader.h"
#include "data/table_builder.h"

namespace mlrun {

// How a file fits the columns of a spec: everything that does not, in one report.
class FitReport {
 public:
  // One column that the spec wants to read.
  struct ColumnFit {
    size_t column = 0;       // of the spec
    bool there = false;      // in the file
    std::string suggestion;  // the nearest name of the file where it is not
    uint64_t cells = 0;      // looked at, missing ones too
    uint64_t missing = 0;
    uint64_t misfits = 0;  // no number, no date
    uint64_t unseen = 0;   // categories that training did not see
    std::string example;   // the first misfit or unseen text, and where it stands
    std::string example_place;
  };

  // By the names alone; cells are added by look().
  FitReport(DataSpec spec, std::vector<std::string> header, NeedTarget need);
  // Rows that cannot be split are not looked at.
  void look(const RowBlock& block);

  const std::vector<ColumnFit>& columns() const { return columns_; }
  const std::vector<std::string>& extra() const { return extra_; }
  // No column is missing or of another type.
  bool fits() const;
  // Of another type: no cell fits, of kFewest at least.
  static constexpr uint64_t kFewest = 10;
  static bool retyped(const ColumnFit& fit);

  // What does not fit, one finding a line, each after "\n  "; empty when all fits.
  std::string faults() const;
  // What is worth knowing all the same: extra columns, unseen categories, missing cells.
  std::vector<std::string> remarks() const;
  // {"fits", "rows", "missing_columns", "retyped", "extra_columns", "columns": {name: {...}}}
  Json to_json() const;

 private:
  void look_at(ColumnFit& fit, const RowBatch& batch) const;
  DataSpec spec_;
  std::vector<std::string> header_;
  std::vector<ColumnFit> columns_;
  std::vector<size_t> positions_;  // per column of columns_
  std::vector<std::string> extra_;
  MissingTokens missing_;
  std::vector<Levels> levels_;  // per column of columns_
  uint64_t rows_ = 0;
};

}  // namespace mlrun
