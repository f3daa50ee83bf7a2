#include "device/device_request.h"

#include <algorithm>
#include <vector>

#include "core/error.h"
#include "core/text.h"

namespace mlrun {
namespace {

const std::vector<std::string> kBuiltIn = {"auto", "cpu", "cuda"};

std::string choices(const std::string& plugin) {
  if (plugin.empty()) return "auto, cpu, cuda or cuda:N";
  return "auto, cpu, cuda, cuda:N, " + plugin + " or " + plugin + ":N";
}

}  // namespace

DeviceRequest parse_device(const std::string& text, const std::string& plugin) {
  std::vector<std::string> known = kBuiltIn;
  if (!plugin.empty()) known.push_back(plugin);
  const size_t colon = text.find(':');
  DeviceRequest request{text.substr(0, colon), -1};
  bool fits = request.type == "cuda" || (!plugin.empty() && request.type == plugin) ||
              (colon == std::string::npos && (request.type == "auto" || request.type == "cpu"));
  if (fits && colon != std::string::npos) {
    const auto index = parse_int(std::string_view(text).substr(colon + 1));
    fits = index && *index >= 0 && *index < 128;
    if (fits) request.index = static_cast<int>(*index);
  }
  if (!fits) {
    throw Error(ErrorKind::kUsage, "--device: expected " + choices(plugin) + ", got " +
                                       quoted(text) + did_you_mean(request.type, known));
  }
  return request;
}

bool names_foreign_device(const std::string& text) {
  return std::find(kBuiltIn.begin(), kBuiltIn.end(), text.substr(0, text.find(':'))) ==
         kBuiltIn.end();
}

}  // namespace mlrun
