#include "arrow/batch_source.h"

#include <arrow/io/file.h>
#include <arrow/io/memory.h>

#include <filesystem>
#include <fstream>
#include <utility>

#include "arrow/arrow_fault.h"
#include "arrow/ipc_source.h"
#include "arrow/parquet_source.h"
#include "arrow/source_stream.h"

namespace mlrun {
namespace {

constexpr std::string_view kParquet = "PAR1";
constexpr std::string_view kIpcFile = "ARROW1";
constexpr std::string_view kOldFeather = "FEA1";

// The first bytes as they stand on the disk; empty for what can be read only once.
std::string first_bytes(const std::string& path) {
  std::error_code ignored;
  if (path == "-" || !std::filesystem::is_regular_file(path, ignored)) return {};
  std::string head(kIpcFile.size(), '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<size_t>(file.gcount()));
  return head;
}

// pread, no memory map: a file that is cut meanwhile gives an error, not a signal.
SeekableFile open_seekable(std::unique_ptr<ByteSource> source, const std::string& path,
                           std::string_view magic, const ArrowFaults& faults) {
  if (first_bytes(path).starts_with(magic)) {
    return {source->name(), faults.take(arrow::io::ReadableFile::Open(path))};
  }
  return {source->name(), std::make_shared<arrow::io::BufferReader>(read_all(*source))};
}

}  // namespace

std::unique_ptr<BatchSource> open_batches(std::unique_ptr<ByteSource> source,
                                          const std::string& path, const std::string& format) {
  const std::string head(source->head());
  if (format == "parquet" || head.starts_with(kParquet)) {
    const ArrowFaults faults(source->name(), "Parquet");
    return open_parquet(open_seekable(std::move(source), path, kParquet, faults));
  }
  const ArrowFaults faults(source->name(), "Arrow IPC");
  if (head.starts_with(kOldFeather)) {
    faults.fail("it is Feather version 1; write it anew as version 2 (Arrow IPC) or Parquet");
  }
  if (head.starts_with(kIpcFile)) {
    return open_ipc_file(open_seekable(std::move(source), path, kIpcFile, faults));
  }
  return open_ipc_stream(std::move(source));
}

}  // namespace mlrun
