#include "checkpoint/safetensors_writer.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

#include "checkpoint/safetensors.h"
#include "checkpoint/safetensors_header.h"
#include "core/error.h"
#include "core/text.h"

namespace mlrun {

namespace {

[[noreturn]] void fail(const std::string& what) {
  throw Error(ErrorKind::kFailure, "model file: cannot write " + what);
}

std::string json_string(const std::string& text) {
  if (invalid_utf8(text)) fail("text that is not valid UTF-8: " + quoted(text));
  return nlohmann::json(text).dump();
}

void check(const NamedTensor& entry) {
  const HeaderLimits limits;
  if (const auto wrong = bad_tensor_name(entry.name, limits.name_bytes)) fail(*wrong);
  const HostTensor& tensor = *entry.tensor;
  const auto expected = static_cast<uint64_t>(tensor.elements()) * size_of(tensor.dtype);
  if (tensor.shape.size() > limits.dimensions || tensor.bytes.size() != expected) {
    fail("tensor " + quoted(entry.name) + ": " + describe(tensor) + " with " +
         std::to_string(tensor.bytes.size()) + " bytes");
  }
}

void put_in_order(std::vector<NamedTensor>& tensors) {
  std::sort(tensors.begin(), tensors.end(), [](const NamedTensor& a, const NamedTensor& b) {
    const size_t left = size_of(a.tensor->dtype);
    const size_t right = size_of(b.tensor->dtype);
    return left != right ? left > right : a.name < b.name;
  });
  std::vector<std::string_view> names;
  for (const NamedTensor& entry : tensors) {
    check(entry);
    names.push_back(entry.name);
  }
  std::sort(names.begin(), names.end());
  const auto twin = std::adjacent_find(names.begin(), names.end());
  if (twin != names.end()) fail("two tensors named " + quoted(*twin));
}

std::string tensor_entry(const NamedTensor& entry, uint64_t begin) {
  const HostTensor& tensor = *entry.tensor;
  std::string text = json_string(entry.name) + ":{\"dtype\":\"";
  text += name(tensor.dtype);
  text += "\",\"shape\":[";
  for (size_t i = 0; i < tensor.shape.size(); ++i) {
    if (i > 0) text += ',';
    text += std::to_string(tensor.shape[i]);
  }
  text += "],\"data_offsets\":[" + std::to_string(begin) + "," +
          std::to_string(begin + tensor.bytes.size()) + "]}";
  return text;
}

std::string metadata_text(const std::vector<std::pair<std::string, std::string>>& metadata) {
  std::string text;
  for (const auto& [key, value] : metadata) {
    text += text.empty() ? "\"__metadata__\":{" : ",";
    text += json_string(key) + ":" + json_string(value);
  }
  return text.empty() ? text : text + "}";
}

}  // namespace

std::string write_container(const std::vector<std::pair<std::string, std::string>>& metadata,
                            std::vector<NamedTensor> tensors) {
  put_in_order(tensors);
  std::string header = "{" + metadata_text(metadata);
  uint64_t data_bytes = 0;
  for (const NamedTensor& entry : tensors) {
    if (header.size() > 1) header += ',';
    header += tensor_entry(entry, data_bytes);
    data_bytes += entry.tensor->bytes.size();
  }
  header += '}';
  while ((kPrefixBytes + header.size()) % kDataAlignment != 0) header += ' ';

  const uint64_t length = header.size();
  std::string bytes(kPrefixBytes, '\0');
  std::memcpy(bytes.data(), &length, kPrefixBytes);
  bytes.reserve(kPrefixBytes + length + data_bytes);
  bytes += header;
  for (const NamedTensor& entry : tensors) {
    const std::vector<std::byte>& data = entry.tensor->bytes;
    if (!data.empty()) bytes.append(reinterpret_cast<const char*>(data.data()), data.size());
  }
  return bytes;
}

std::string write_safetensors(const SafeTensors& contents) {
  std::vector<NamedTensor> tensors;
  for (const auto& [name, tensor] : contents.tensors) tensors.push_back({name, &tensor});
  return write_container(contents.metadata, std::move(tensors));
}

}  // namespace mlrun
