#pragma once

#include <cstdint>

#include "data/bad_rows.h"
#include "data/table.h"
#include "mlrun/common_options.h"

namespace mlrun {

struct LabelledInput {
  InputOptions input;
  bool no_weight = false;  // every row counts the same, a column of weights may be missing
};
// DATA and how it is read, --no-weight. `use`: what the rows are for.
void add_labelled_input(CLI::App& verb, LabelledInput& rows, const std::string& use);

// All rows of a table with its target, typed by a model's spec. Bad rows go by `bad`, which is
// finished and reported. Throws Error(kModel) where its columns do not fit, Error(kData) for the
// rest, also for a table without a good row.
Table read_labelled(const LabelledInput& rows, DataSpec spec, int threads, uint64_t memory_limit,
                    BadRows& bad);

}  // namespace mlrun
