#pragma once

#include <arrow/record_batch.h>
#include <arrow/type.h>

#include <cstdint>
#include <memory>
#include <string>

#include "data/byte_source.h"

namespace mlrun {

// The record batches of one file, in order and with bounded memory, whatever its format. Each is
// validated: no offset or index of it leads out of its buffers (texts may be bad UTF-8).
class BatchSource {
 public:
  virtual ~BatchSource() = default;
  virtual const arrow::Schema& schema() const = 0;
  // How many rows a batch should have, where that can be chosen; called once, before next().
  virtual void set_batch_rows(int64_t /*rows*/) {}
  // Null at the end. Throws Error(kData) for what is damaged.
  virtual std::shared_ptr<arrow::RecordBatch> next() = 0;
  // The bytes come from a pipe: next() may wait for them.
  virtual bool may_wait() const { return false; }
  // Of the file: read so far (a share of the whole, where the format reads here and there), and
  // all (0: not known).
  virtual uint64_t bytes() const = 0;
  virtual uint64_t total_bytes() const = 0;
};

// Opens Parquet, Arrow IPC files and Arrow IPC streams, told apart by their first bytes. What
// needs seeking is read into memory first where it comes from a pipe or is compressed.
// format: "parquet", or else whatever the file is.
std::unique_ptr<BatchSource> open_batches(std::unique_ptr<ByteSource> source,
                                          const std::string& path, const std::string& format);

}  // namespace mlrun
