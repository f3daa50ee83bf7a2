#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/train_config.h"
#include "data/bad_rows.h"
#include "data/infer.h"
#include "data/row_reader.h"
#include "data/table.h"

namespace mlrun {

// Where the rows of a training run come from.
struct DataSources {
  std::vector<std::string> train;
  std::string valid;   // empty: a share of the training rows
  std::string test;    // empty: none
  std::string schema;  // empty: inferred
  InferOptions infer;
  ReadOptions read;
  int threads = 1;            // that read
  uint64_t memory_limit = 0;  // bytes of a table; 0: none
  BadRowOptions bad;
};

struct TrainingData {
  DataSpec spec;
  Table train;
  Table valid;
  std::optional<Table> test;
  // Where the validation rows stand: their file(s), and the row numbers in it from 0, bad rows
  // counted. With folds and no validation file there are none, and these are the training rows.
  std::vector<std::string> valid_paths;
  std::vector<int64_t> valid_rows;
  uint64_t bad_rows = 0;  // of all files, left out
  Json fingerprints;      // XXH3-128 of the bytes read, by role
};

// Throws Error(kUsage) for flags that contradict each other.
void check_sources(const DataSources& sources);

// Reads, infers (saying what was decided), types and splits.
TrainingData read_training_data(const DataSources& sources, const TrainConfig& config);

// The text cells of some rows (ascending numbers, from 0) of files that were read before.
std::vector<std::vector<std::string>> reread_rows(const std::vector<std::string>& paths,
                                                  const ReadOptions& options,
                                                  const std::vector<int64_t>& rows,
                                                  std::vector<std::string>& header);

}  // namespace mlrun
