#pragma once

#include <memory>

#include "arrow/batch_source.h"
#include "arrow/parquet_source.h"

namespace mlrun {

// The two Arrow IPC formats; one record batch is in memory at a time. Throw Error(kData) for what
// is neither.
std::unique_ptr<BatchSource> open_ipc_file(SeekableFile file);
std::unique_ptr<BatchSource> open_ipc_stream(std::unique_ptr<ByteSource> source);

}  // namespace mlrun
