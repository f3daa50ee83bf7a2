#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/cell.h"
#include "data/row_batch.h"
#include "data/table.h"

namespace mlrun {

enum class NeedTarget { kNo, kYes };

// Where each column of a spec stands in a file: matched by name, order free.
struct Binding {
  static constexpr size_t kAbsent = static_cast<size_t>(-1);
  std::vector<size_t> positions;   // per spec column: index in the file's header, or kAbsent
  std::vector<std::string> extra;  // columns of the file that the spec does not know
};

// Whether cells of this role are typed: the target and the weight only when they are asked for.
bool is_read(Role role, NeedTarget need);
// Where each column of the spec stands in the header, whatever its role; the rest is extra.
Binding match_names(const DataSpec& spec, const std::vector<std::string>& header);
// "missing feature column "x"", as reports have it.
std::string missing_column(const ColumnSpec& column);
// Suggestions of a report on missing columns: each one looks at all names.
inline constexpr int kMostSuggestions = 20;

// Features must be there; the target (and weight) only when needed. Ignored and id columns may be
// absent. Throws Error(kModel) with one report of all that is missing and the nearest names: `file`
// does not fit `wanted`, where the spec is from.
Binding bind_columns(const DataSpec& spec, const std::vector<std::string>& header, NeedTarget need,
                     const std::string& file, const std::string& wanted = "the model");

// What was met while typing cells, per spec column.
struct CellCounts {
  std::vector<uint64_t> missing;
  std::vector<uint64_t> unseen;
};
// Adds what a table holds. Requires counts of its spec's size, or empty ones.
void add_counts(const Table& table, CellCounts& counts);

struct BuildOptions {
  bool refuse_unseen = false;  // --unseen error
  bool strict = false;         // --strict: a missing cell where training had none is an error
};

// Types the cells of row batches by a spec. Const: several threads may use one.
class TableBuilder {
 public:
  TableBuilder(DataSpec spec, Binding binding, BuildOptions options = {});
  // A table without rows, for add().
  Table start() const;
  // Appends the rows of a batch. One that the batch names as faulty, or with a cell that does not
  // fit, keeps its place with missing cells; what is wrong with it (the first cell in the order of
  // the spec) is appended to `faults`, in row order. A missing target (when bound) or weight, and
  // an infinite or negative weight, do not fit. An absent target or weight leaves empty vectors.
  void add(const RowBatch& batch, Table& table, std::vector<RowFault>& faults) const;
  const Binding& binding() const { return binding_; }

 private:
  // What the cells of one column turn into while a batch is typed.
  struct Work;
  void add_numbers(Work& work) const;
  void add_datetimes(Work& work) const;
  void add_levels(Work& work) const;
  void add_texts(Work& work) const;
  bool is_missing(Work& work, size_t row, std::string_view cell) const;
  std::string wrong_number(const ColumnSpec& column, std::string_view cell) const;
  DataSpec spec_;
  Binding binding_;
  BuildOptions options_;
  MissingTokens missing_;
  std::vector<Levels> levels_;  // one per column
};

}  // namespace mlrun
