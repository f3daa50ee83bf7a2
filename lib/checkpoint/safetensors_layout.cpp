#include <algorithm>
#include <limits>
#include <optional>
#include <tuple>

#include "checkpoint/safetensors_header.h"
#include "core/error.h"
#include "core/text.h"

namespace mlrun {

namespace {

// Bytes that the shape and type ask for; nullopt when the dimensions, multiplied one after the
// other, leave the range of an int64_t.
std::optional<uint64_t> bytes_of(const TensorEntry& entry) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  const auto element = static_cast<int64_t>(size_of(entry.dtype));
  int64_t count = 1;
  for (int64_t size : entry.shape) {
    if (size != 0 && count > kMost / size) return std::nullopt;
    count *= size;
  }
  if (count > kMost / element) return std::nullopt;
  return static_cast<uint64_t>(count * element);
}

[[noreturn]] void fail(const std::string& source, const TensorEntry& entry,
                       const std::string& what) {
  throw Error(ErrorKind::kModel, source + ": byte " + std::to_string(entry.at) + ": tensor " +
                                     quoted(entry.name) + ": " + what);
}

void check_size(const TensorEntry& entry, const std::string& source) {
  if (entry.end < entry.begin) {
    fail(source, entry,
         "data end at " + std::to_string(entry.end) + ", before they begin at " +
             std::to_string(entry.begin));
  }
  const std::optional<uint64_t> expected = bytes_of(entry);
  if (expected == entry.end - entry.begin) return;
  const std::string shape = describe(HostTensor{entry.dtype, entry.shape, {}});
  if (!expected) fail(source, entry, shape + " is above 2^63 - 1 bytes");
  fail(source, entry,
       shape + " takes " + std::to_string(*expected) + " bytes, its data_offsets hold " +
           std::to_string(entry.end - entry.begin));
}

}  // namespace

void check_layout(SafeTensorsHeader& header, uint64_t data_bytes, const std::string& source) {
  std::sort(header.tensors.begin(), header.tensors.end(),
            [](const TensorEntry& a, const TensorEntry& b) {
              return std::tie(a.begin, a.end, a.at) < std::tie(b.begin, b.end, b.at);
            });
  uint64_t filled = 0;
  for (const TensorEntry& entry : header.tensors) {
    if (entry.begin != filled) {
      fail(source, entry,
           "data begin at " + std::to_string(entry.begin) + ", expected " + std::to_string(filled) +
               (entry.begin < filled ? " (overlap)" : " (hole)"));
    }
    check_size(entry, source);
    if (entry.end > data_bytes) {
      fail(source, entry,
           "data end at " + std::to_string(entry.end) + ", the file holds " +
               std::to_string(data_bytes) + " bytes of data");
    }
    filled = entry.end;
  }
  if (filled != data_bytes) {
    throw Error(ErrorKind::kModel, source + ": byte " + std::to_string(header.data_start + filled) +
                                       ": the tensors end here, the file goes on for " +
                                       std::to_string(data_bytes - filled) + " bytes");
  }
}

}  // namespace mlrun
