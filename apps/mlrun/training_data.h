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
// Inputs that can be read once only: stdin and pipes.
std::vector<std::string> read_once(const DataSources& sources);

// Reads, infers (saying what was decided), types and splits.
TrainingData read_training_data(const DataSources& sources, const TrainConfig& config);

// Which rows train and which judge: a share drawn by seed, of each class alike.
struct Split {
  std::vector<int64_t> train;
  std::vector<int64_t> valid;
};
// Requires a table of at least 2 rows.
Split split_rows(const Table& table, double valid_fraction, uint64_t seed);

// A share of the rows drawn by seed, of each class alike; all of them where the share is 1 or more.
Table some_rows(const Table& table, double share, uint64_t seed);

// The text cells of some rows (ascending numbers, from 0) of files that were read before.
std::vector<std::vector<std::string>> reread_rows(const std::vector<std::string>& paths,
                                                  const ReadOptions& options,
                                                  const std::vector<int64_t>& rows,
                                                  std::vector<std::string>& header);

// Copies in memory of inputs that can be read once only, set into the options.
void copy_inputs(const std::vector<std::string>& paths, ReadOptions& options);

}  // namespace mlrun
