#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "data/row_reader.h"
#include "data/spec.h"
#include "data/table.h"

namespace mlrun {

// What the user said about the columns; all names must exist.
struct InferOptions {
  std::string target;  // empty: a spec without target
  std::string weight;
  std::vector<std::string> ids;
  std::vector<std::string> ignore;
  std::string task = "auto";  // auto | regression | classification (or binary, multiclass)
  std::vector<std::string> missing = DataSpec::default_missing();
  int threads = 1;
  // Rows that cannot be split are left out instead of being an Error; so is text in a target that
  // else holds numbers, when the rows are read by the spec.
  bool pass_bad_rows = false;
  // The rows are wanted as a table too, of at most so many bytes (0: any number).
  bool keep_rows = false;
  uint64_t memory_limit = 0;
  // Called in order as rows are done.
  std::function<void(const ReadCounts&)> progress;
};

// Facts about one column, for `mlrun schema` and for messages.
struct ColumnFacts {
  uint64_t rows = 0;
  uint64_t missing = 0;
  uint64_t levels = 0;           // distinct texts, counted up to level_limit
  bool levels_exceeded = false;  // more than level_limit
  double min = 0;                // numeric only
  double max = 0;
};

struct Inference {
  DataSpec spec;
  std::vector<ColumnFacts> facts;     // one per column
  std::vector<std::string> remarks;   // what was decided and is worth saying on stderr
  std::vector<std::string> warnings;  // what is probably not meant
  uint64_t rows = 0;
  // With keep_rows: what read_table(spec) gives with the target, but for the texts of ids, which
  // are not kept. nullopt when a row is bad: reading by the spec tells which.
  std::optional<Table> table;
};

// Types by looking at all rows: numeric when every non-missing cell is a number, boolean for two
// words of false/true/yes/no/0/1, datetime for ISO 8601, else categorical; text that differs in
// every row is ignored, with a remark. Reads the reader to its end.
// Throws Error(kUsage) for a name that is not there (with the nearest), Error(kData) for no rows.
Inference infer_spec(RowReader& reader, const InferOptions& options);

}  // namespace mlrun
