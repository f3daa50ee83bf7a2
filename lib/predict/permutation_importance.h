#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "predict/predictor.h"

namespace mlrun {

struct ImportanceOptions {
  std::string metric;  // one that fits the model's task
  int64_t repeats = 5;
  uint64_t seed = 0;
  int threads = 1;
  // Called in order: so many permuted tables are scored, of features * repeats.
  std::function<void(int64_t done)> progress = nullptr;
};

struct ColumnImportance {
  std::string column;
  double mean = 0;       // over the repeats; above 0: the model needs the column
  double deviation = 0;  // of the repeats (population)
};

struct Importances {
  std::string metric;
  double baseline = 0;                    // the score of the rows as they are
  std::vector<ColumnImportance> columns;  // the features, most important first
};

// Permutation importance (Breiman 2001; Fisher, Rudin and Dominici 2019) of every feature column of
// labelled rows: its cells change places among the rows, everything else stays, and the loss in the
// metric against the unpermuted rows is what it is worth to the model: score - baseline for an
// error, baseline - score for a metric that wants to be large. Columns that say the same share what
// they are worth. A permutation depends on the seed, the column's name and the repeat alone, and no
// answer on the number of threads. Memory: a column and a chunk of rows per
// thread beside the table.
// Throws Error(kData) when the metric is undefined on the rows, Error(kUsage) for a metric that
// does not fit. Requires repeats >= 1, threads >= 1 and a table with targets.
Importances permutation_importance(const Predictor& predictor, const Table& table,
                                   const ImportanceOptions& options);

}  // namespace mlrun
