#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/output.h"
#include "data/bad_rows.h"
#include "data/row_reader.h"
#include "data/table_builder.h"
#include "predict/block_rows.h"
#include "predict/predictor.h"

namespace mlrun {

struct StreamOptions {
  std::string format = "csv";     // csv | tsv | jsonl | parquet
  bool probabilities = true;      // prob_<class> columns after the label
  std::vector<std::string> keep;  // columns of the input that come first in the output
  BuildOptions cells;
  BadRowOptions bad;
  int threads = 1;
  BlockRows block_rows;
  // Called in order as blocks are written.
  std::function<void(const ReadCounts&)> progress;
};

struct StreamCounts {
  uint64_t rows = 0;      // read
  uint64_t answered = 0;  // written with an answer
  uint64_t bad = 0;
  uint64_t bytes = 0;              // read
  std::vector<std::string> extra;  // neither known to the model nor kept
  CellCounts cells;                // of the answered rows
};

// Rows in, predictions out: order kept, memory bounded, reading, answering and writing overlapped
// on several threads. A block's rows come out as soon as it is answered. The bytes do not depend on
// the number of threads, nor on how the input's bytes arrive or where blocks are cut
// (block_rows.h). Throws Error(kModel) when the columns do not fit, Error(kUsage) for an unknown
// --keep, Error(kData) for a bad row that may not pass, after the rows before it are written.
StreamCounts predict_stream(const Predictor& predictor, RowReader& reader, Output& output,
                            const StreamOptions& options);

}  // namespace mlrun
