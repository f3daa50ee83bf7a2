#include "device/device_request.h"

#include <vector>

#include "core/error.h"
#include "core/text.h"

namespace mlrun {

DeviceRequest parse_device(const std::string& text) {
  const std::vector<std::string> known = {"auto", "cpu", "cuda"};
  const size_t colon = text.find(':');
  DeviceRequest request{text.substr(0, colon), -1};
  bool fits = request.type == "cuda" ||
              (colon == std::string::npos && (request.type == "auto" || request.type == "cpu"));
  if (fits && colon != std::string::npos) {
    const auto index = parse_int(std::string_view(text).substr(colon + 1));
    fits = index && *index >= 0 && *index < 128;
    if (fits) request.index = static_cast<int>(*index);
  }
  if (!fits) {
    throw Error(ErrorKind::kUsage, "--device: expected auto, cpu, cuda or cuda:N, got " +
                                       quoted(text) + did_you_mean(request.type, known));
  }
  return request;
}

}  // namespace mlrun
