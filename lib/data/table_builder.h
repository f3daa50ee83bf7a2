#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/cell.h"
#include "data/row_reader.h"
#include "data/table.h"

namespace mlrun {

enum class NeedTarget { kNo, kYes };

// Where each column of a spec stands in a file: matched by name, order free.
struct Binding {
  static constexpr size_t kAbsent = static_cast<size_t>(-1);
  std::vector<size_t> positions;   // per spec column: index in the file's header, or kAbsent
  std::vector<std::string> extra;  // columns of the file that the spec does not know
};

// Features must be there; the target (and weight) only when needed. Ignored and id columns may be
// absent. Throws Error(kModel) with one report of all that is missing and the nearest names.
Binding bind_columns(const DataSpec& spec, const std::vector<std::string>& header, NeedTarget need,
                     const std::string& file);

// What was met while typing cells, per spec column.
struct CellCounts {
  std::vector<uint64_t> missing;
  std::vector<uint64_t> unseen;
};

struct BuildOptions {
  bool refuse_unseen = false;  // --unseen error
  bool strict = false;         // --strict: a missing cell where training had none is an error
};

// Types the cells of row batches by a spec.
class TableBuilder {
 public:
  TableBuilder(DataSpec spec, Binding binding, BuildOptions options = {});
  // Throws Error(kData): `f.csv:17: column "age": expected a number, got "abc"`. A missing target
  // (when bound) or weight, and an infinite or negative weight, are errors too.
  void add(const RowBatch& batch);
  // The rows added since the last call; an absent target or weight leaves empty vectors.
  Table take();
  const CellCounts& counts() const { return counts_; }

 private:
  void add_cell(size_t column, const RowBatch& batch, size_t row);
  void add_missing(size_t column, const RowBatch& batch, size_t row);
  void add_number(size_t column, const RowBatch& batch, size_t row, std::string_view cell);
  void add_level(size_t column, const RowBatch& batch, size_t row, std::string_view cell);
  [[noreturn]] void fail(size_t column, const RowBatch& batch, size_t row,
                         const std::string& what) const;
  DataSpec spec_;
  Binding binding_;
  BuildOptions options_;
  MissingTokens missing_;
  std::vector<Levels> levels_;  // one per column
  Table table_;
  CellCounts counts_;
};

// Reads everything a reader has left.
Table read_table(RowReader& reader, const DataSpec& spec, NeedTarget need,
                 const BuildOptions& options = {});

}  // namespace mlrun
