#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checkpoint/state_dict.h"

namespace mlrun {

inline constexpr uint64_t kPrefixBytes = 8;
inline constexpr uint64_t kDataAlignment = 64;

// What a header may ask for, checked while it is read.
struct HeaderLimits {
  uint64_t header_bytes = 100'000'000;
  uint64_t tensors = 1'000'000;
  uint64_t metadata_keys = 10'000;
  uint64_t dimensions = 8;
  uint64_t name_bytes = 512;
};

struct MetadataEntry {
  std::string key;
  std::string value;
  uint64_t value_at = 0;   // byte of the file at which the text inside the quotes begins
  uint64_t raw_bytes = 0;  // of that text, escapes unresolved
};

struct TensorEntry {
  std::string name;
  Dtype dtype = Dtype::kF32;
  std::vector<int64_t> shape;
  uint64_t begin = 0;  // bytes after the header
  uint64_t end = 0;
  uint64_t at = 0;  // byte of the file at which the entry begins
};

struct SafeTensorsHeader {
  std::vector<MetadataEntry> metadata;  // in file order
  std::vector<TensorEntry> tensors;     // in file order; check_layout sorts them by begin
  uint64_t data_start = kPrefixBytes;   // byte of the file at which the data begin

  // The metadata entry of that key, nullptr when there is none.
  const MetadataEntry* find(std::string_view key) const;
};

// The header's length out of a file's first bytes, checked against the limit and the file's size.
// Requires first_bytes to hold the first 8 bytes, or all of a shorter file. Throws Error(kModel).
uint64_t header_length(std::string_view first_bytes, uint64_t file_bytes,
                       const HeaderLimits& limits, const std::string& source);

// Reads the JSON text that stands behind the 8 bytes of the length. Names, types and dimensions are
// checked, places in the data are not. Throws Error(kModel): `<source>: byte 73: ...`.
SafeTensorsHeader parse_header(std::string_view text, const HeaderLimits& limits,
                               const std::string& source);

// What is wrong with a tensor's name, nullopt when nothing is: 1 to `limit` bytes of UTF-8 without
// control characters, and not "__metadata__".
std::optional<std::string> bad_tensor_name(std::string_view name, uint64_t limit);

// Sorts the tensors by their place and proves that they fill `data_bytes` without hole or overlap,
// each as large as its shape and type ask for. Throws Error(kModel) naming the entry's byte.
void check_layout(SafeTensorsHeader& header, uint64_t data_bytes, const std::string& source);

}  // namespace mlrun
