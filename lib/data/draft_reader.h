#pragma once

#include <vector>

#include "data/column_draft.h"
#include "data/infer.h"
#include "data/row_reader.h"

namespace mlrun {

// Reads all rows into drafts, one per column, on options.threads threads; the outcome does not
// depend on how many. False when rows were left out (options.pass_bad_rows).
// Throws Error(kData) for a bad row that may not be left out, and for a table over memory_limit.
bool gather_drafts(RowReader& reader, const InferOptions& options,
                   std::vector<ColumnDraft>& drafts);

}  // namespace mlrun
