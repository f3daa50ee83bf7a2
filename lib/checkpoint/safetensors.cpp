#include "checkpoint/safetensors.h"

#include <cstring>

#include "checkpoint/safetensors_header.h"

namespace mlrun {

SafeTensors parse_safetensors(std::string_view bytes, const std::string& source) {
  const HeaderLimits limits;
  const uint64_t length = header_length(bytes, bytes.size(), limits, source);
  SafeTensorsHeader header = parse_header(bytes.substr(kPrefixBytes, length), limits, source);
  const std::string_view data = bytes.substr(kPrefixBytes + length);
  check_layout(header, data.size(), source);

  SafeTensors contents;
  for (MetadataEntry& entry : header.metadata) {
    contents.metadata.emplace_back(std::move(entry.key), std::move(entry.value));
  }
  for (TensorEntry& entry : header.tensors) {
    HostTensor tensor{entry.dtype, std::move(entry.shape), {}};
    tensor.bytes.resize(entry.end - entry.begin);
    if (!tensor.bytes.empty()) {
      std::memcpy(tensor.bytes.data(), data.data() + entry.begin, tensor.bytes.size());
    }
    contents.tensors.emplace(std::move(entry.name), std::move(tensor));
  }
  return contents;
}

}  // namespace mlrun
