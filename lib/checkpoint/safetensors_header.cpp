#include "checkpoint/safetensors_header.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <numeric>

#include "checkpoint/json_cursor.h"
#include "core/error.h"
#include "core/text.h"

namespace mlrun {

namespace {

constexpr std::string_view kMetadataKey = "__metadata__";

class HeaderParser {
 public:
  HeaderParser(std::string_view text, const HeaderLimits& limits, const std::string& source)
      : cursor_(text, kPrefixBytes, source), limits_(limits) {}

  SafeTensorsHeader parse() {
    cursor_.expect('{');
    if (!cursor_.accept('}')) {
      do {
        member();
      } while (cursor_.accept(','));
      cursor_.expect('}');
    }
    cursor_.expect_end();
    refuse_twins(header_.metadata, "metadata key", [](const MetadataEntry& entry) {
      return std::pair(std::string_view(entry.key), entry.value_at);
    });
    refuse_twins(header_.tensors, "tensor", [](const TensorEntry& entry) {
      return std::pair(std::string_view(entry.name), entry.at);
    });
    header_.data_start = cursor_.passed();
    return std::move(header_);
  }

 private:
  void member() {
    const uint64_t place = cursor_.place();
    std::string name = cursor_.string("a tensor's name");
    cursor_.expect(':');
    if (name == kMetadataKey) {
      if (metadata_seen_) cursor_.fail(place, "a second \"__metadata__\"");
      metadata_seen_ = true;
      metadata();
    } else {
      tensor(place, std::move(name));
    }
  }

  void metadata() {
    cursor_.expect('{');
    if (cursor_.accept('}')) return;
    do {
      if (header_.metadata.size() == limits_.metadata_keys) {
        cursor_.fail(cursor_.place(),
                     "more than " + std::to_string(limits_.metadata_keys) + " metadata keys");
      }
      MetadataEntry entry;
      entry.key = cursor_.string("a metadata key");
      cursor_.expect(':');
      entry.value_at = cursor_.place() + 1;
      entry.value = cursor_.string("the value of metadata key " + quoted(entry.key));
      entry.raw_bytes = cursor_.passed() - 1 - entry.value_at;
      header_.metadata.push_back(std::move(entry));
    } while (cursor_.accept(','));
    cursor_.expect('}');
  }

  void tensor(uint64_t place, std::string name) {
    if (const auto wrong = bad_tensor_name(name, limits_.name_bytes)) cursor_.fail(place, *wrong);
    if (header_.tensors.size() == limits_.tensors) {
      cursor_.fail(place, "more than " + std::to_string(limits_.tensors) + " tensors");
    }
    TensorEntry entry;
    entry.name = std::move(name);
    entry.at = place;
    bool seen[3] = {};
    cursor_.expect('{');
    do {
      field(entry, seen);
    } while (cursor_.accept(','));
    cursor_.expect('}');
    for (size_t i = 0; i < 3; ++i) {
      if (!seen[i]) fail(place, entry, "no " + quoted(kFields[i]));
    }
    header_.tensors.push_back(std::move(entry));
  }

  void field(TensorEntry& entry, bool (&seen)[3]) {
    const uint64_t place = cursor_.place();
    const std::string key = cursor_.string("\"dtype\", \"shape\" or \"data_offsets\"");
    const auto found = std::find(std::begin(kFields), std::end(kFields), key);
    const auto which = static_cast<size_t>(found - std::begin(kFields));
    if (which == 3) fail(place, entry, "unknown key " + quoted(key));
    if (seen[which]) fail(place, entry, "a second " + quoted(key));
    seen[which] = true;
    cursor_.expect(':');
    if (which == 0) entry.dtype = dtype(entry);
    if (which == 1) shape(entry);
    if (which == 2) offsets(entry);
  }

  Dtype dtype(const TensorEntry& entry) {
    const uint64_t place = cursor_.place();
    const std::string text = cursor_.string("a dtype");
    const std::optional<Dtype> known = dtype_named(text);
    if (!known) {
      fail(place, entry,
           "dtype " + quoted(text) +
               " is not one of BOOL, U8, I8, I16, I32, I64, F16, BF16, F32, F64");
    }
    return *known;
  }

  void shape(TensorEntry& entry) {
    cursor_.expect('[');
    if (cursor_.accept(']')) return;
    do {
      const uint64_t place = cursor_.place();
      if (entry.shape.size() == limits_.dimensions) {
        fail(place, entry, "more than " + std::to_string(limits_.dimensions) + " dimensions");
      }
      const uint64_t size = cursor_.unsigned_integer("a dimension");
      if (size > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
        fail(place, entry, "dimension " + std::to_string(size) + " is above 2^63 - 1");
      }
      entry.shape.push_back(static_cast<int64_t>(size));
    } while (cursor_.accept(','));
    cursor_.expect(']');
  }

  void offsets(TensorEntry& entry) {
    cursor_.expect('[');
    entry.begin = cursor_.unsigned_integer("an offset");
    cursor_.expect(',');
    entry.end = cursor_.unsigned_integer("an offset");
    cursor_.expect(']');
  }

  [[noreturn]] void fail(uint64_t place, const TensorEntry& entry, const std::string& what) const {
    cursor_.fail(place, "tensor " + quoted(entry.name) + ": " + what);
  }

  // One sort after the fact costs less memory than a set of all names while reading.
  template <class Entry, class KeyAndPlace>
  void refuse_twins(const std::vector<Entry>& entries, const char* what, KeyAndPlace key) {
    std::vector<uint32_t> order(entries.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(),
              [&](uint32_t a, uint32_t b) { return key(entries[a]) < key(entries[b]); });
    for (size_t i = 1; i < order.size(); ++i) {
      const auto [name, place] = key(entries[order[i]]);
      if (key(entries[order[i - 1]]).first == name) {
        cursor_.fail(place, std::string("a second ") + what + " " + quoted(name));
      }
    }
  }

  static constexpr std::string_view kFields[3] = {"dtype", "shape", "data_offsets"};

  JsonCursor cursor_;
  const HeaderLimits& limits_;
  SafeTensorsHeader header_;
  bool metadata_seen_ = false;
};

// C0, DEL and C1, the last as the two bytes that UTF-8 writes for them.
bool has_control_character(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0xFFU;
    if (byte < 0x20 || byte == 0x7F || (byte == 0xC2 && next < 0xA0)) return true;
  }
  return false;
}

}  // namespace

const MetadataEntry* SafeTensorsHeader::find(std::string_view key) const {
  for (const MetadataEntry& entry : metadata) {
    if (entry.key == key) return &entry;
  }
  return nullptr;
}

uint64_t header_length(std::string_view first_bytes, uint64_t file_bytes,
                       const HeaderLimits& limits, const std::string& source) {
  if (file_bytes < kPrefixBytes) {
    throw Error(ErrorKind::kModel, source + ": byte 0: not a model file: it holds " +
                                       std::to_string(file_bytes) + " bytes, expected at least 8");
  }
  uint64_t length = 0;
  std::memcpy(&length, first_bytes.data(), kPrefixBytes);
  if (length > limits.header_bytes) {
    throw Error(ErrorKind::kModel, source + ": byte 0: not a model file: it begins with " +
                                       quoted(first_bytes.substr(0, kPrefixBytes)) +
                                       ", expected the length of a header, at most " +
                                       std::to_string(limits.header_bytes));
  }
  if (length > file_bytes - kPrefixBytes) {
    throw Error(ErrorKind::kModel, source + ": byte 8: header says " + std::to_string(length) +
                                       " bytes, the file holds " +
                                       std::to_string(file_bytes - kPrefixBytes));
  }
  return length;
}

SafeTensorsHeader parse_header(std::string_view text, const HeaderLimits& limits,
                               const std::string& source) {
  if (const auto bad = invalid_utf8(text)) {
    throw Error(ErrorKind::kModel, source + ": byte " + std::to_string(kPrefixBytes + *bad) +
                                       ": the header is not valid UTF-8");
  }
  return HeaderParser(text, limits, source).parse();
}

std::optional<std::string> bad_tensor_name(std::string_view name, uint64_t limit) {
  if (name.empty()) return "a tensor with an empty name";
  if (name == kMetadataKey) return "a tensor named \"__metadata__\"";
  if (name.size() > limit) {
    return "a tensor's name of " + std::to_string(name.size()) + " bytes, at most " +
           std::to_string(limit);
  }
  if (has_control_character(name) || invalid_utf8(name)) {
    return "a tensor's name with characters that cannot be printed: " + quoted(name);
  }
  return std::nullopt;
}

}  // namespace mlrun
