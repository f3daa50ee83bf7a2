#pragma once

#include <arrow/io/interfaces.h>

#include <memory>
#include <string>

#include "arrow/batch_source.h"

namespace mlrun {

// A file that can be read anywhere, and its name for messages.
struct SeekableFile {
  std::string name;
  std::shared_ptr<arrow::io::RandomAccessFile> file;
};

// Parquet, by pages of each column: memory does not grow with row groups. Checksums are verified
// where the file has them. Throws Error(kData) for what is no Parquet.
std::unique_ptr<BatchSource> open_parquet(SeekableFile file);

}  // namespace mlrun
