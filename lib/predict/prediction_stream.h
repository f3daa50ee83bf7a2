#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/output.h"
#include "data/row_reader.h"
#include "data/table_builder.h"
#include "predict/predictor.h"

namespace mlrun {

struct StreamOptions {
  char delimiter = ',';
  bool probabilities = true;      // prob_<class> columns after the label
  std::vector<std::string> keep;  // columns of the input that come first in the output
  BuildOptions cells;
};

struct StreamCounts {
  uint64_t rows = 0;
  std::vector<std::string> extra;  // neither known to the model nor kept
  CellCounts cells;
};

// Rows in, predictions out: order kept, memory bounded, each chunk written before the next is
// read. Chunks begin at multiples of 1024 rows however the bytes arrive, so a pipe gives the bytes
// of a file. Throws Error(kModel) when the columns do not fit, Error(kUsage) for an unknown --keep.
StreamCounts predict_stream(const Predictor& predictor, RowReader& reader, Output& output,
                            const StreamOptions& options);

}  // namespace mlrun
