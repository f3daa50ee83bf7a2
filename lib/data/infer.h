#pragma once

#include <string>
#include <vector>

#include "data/row_reader.h"
#include "data/spec.h"

namespace mlrun {

// What the user said about the columns; all names must exist.
struct InferOptions {
  std::string target;  // empty: a spec without target
  std::string weight;
  std::vector<std::string> ids;
  std::vector<std::string> ignore;
  std::string task = "auto";  // auto | regression | classification (or binary, multiclass)
  std::vector<std::string> missing = DataSpec::default_missing();
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
};

// Types by looking at all rows: numeric when every non-missing cell is a number, boolean for two
// words of false/true/yes/no/0/1, datetime for ISO 8601, else categorical; text that differs in
// every row is ignored, with a remark. Reads the reader to its end.
// Throws Error(kUsage) for a name that is not there (with the nearest), Error(kData) for no rows.
Inference infer_spec(RowReader& reader, const InferOptions& options);

}  // namespace mlrun
