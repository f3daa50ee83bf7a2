#include "core/error.h"

#include <cctype>
#include <cerrno>
#include <system_error>

namespace mlrun {

std::string_view name(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kFailure:
      return "failure";
    case ErrorKind::kUsage:
      return "usage";
    case ErrorKind::kData:
      return "data";
    case ErrorKind::kModel:
      return "model";
    case ErrorKind::kDevice:
      return "device";
    case ErrorKind::kResult:
      return "result";
    case ErrorKind::kTemporary:
      return "temporary";
  }
  return "failure";
}

std::string system_reason(int code) {
  std::string reason = std::generic_category().message(code);
  if (!reason.empty()) {
    reason[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(reason[0])));
  }
  return reason;
}

}  // namespace mlrun
