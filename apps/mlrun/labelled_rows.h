#pragma once

#include <cstdint>

#include "data/bad_rows.h"
#include "data/table.h"
#include "mlrun/common_options.h"

namespace mlrun {

// All rows of a table with its target, typed by a model's spec. Bad rows go by `bad`, which is
// finished and reported. Throws Error(kModel) where its columns do not fit, Error(kData) for the
// rest, also for a table without a good row.
Table read_labelled(const InputOptions& input, const DataSpec& spec, int threads,
                    uint64_t memory_limit, BadRows& bad);

}  // namespace mlrun
