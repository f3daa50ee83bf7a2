#pragma once

#include <arrow/record_batch.h>
#include <arrow/status.h>

namespace mlrun {

// Whether a batch out of a file can be read without looking outside its buffers: lengths, offsets,
// indices. Unlike Arrow's own ValidateFull it takes texts that are no UTF-8, which are the fault
// of one row and not of the file.
arrow::Status check_batch(const arrow::RecordBatch& batch);

}  // namespace mlrun
