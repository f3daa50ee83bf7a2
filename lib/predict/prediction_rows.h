#pragma once

#include <string>
#include <vector>

#include "data/row_batch.h"
#include "data/row_format.h"
#include "data/spec.h"
#include "predict/predictor.h"

namespace mlrun {

// The columns of an output: kept ones, then prediction, then prob_<class> where they are asked for.
std::vector<OutputColumn> output_columns(const DataSpec& spec, const std::vector<std::string>& keep,
                                         bool probabilities);

// What becomes of each row of a batch.
enum class RowFate : uint8_t { kAnswered, kUnanswered, kDropped };

// The output's rows of a batch. `answers` holds those of the rows that are not dropped, in order
// (what it says of unanswered ones counts for nothing); `keep` are positions in the batch.
// Views point into the batch and the spec.
OutputRows output_rows(const DataSpec& spec, const Predictions& answers, const RowBatch& batch,
                       const std::vector<size_t>& keep, const std::vector<RowFate>& fates,
                       bool probabilities);

}  // namespace mlrun
