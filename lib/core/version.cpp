#include "core/version.h"

namespace mlrun {

std::string_view version() { return MLRUN_VERSION; }

std::string_view compiler() {
#if defined(__clang__)
  return "clang " __clang_version__ ", " MLRUN_BUILD_TYPE;
#else
  return "g++ " __VERSION__ ", " MLRUN_BUILD_TYPE;
#endif
}

}  // namespace mlrun
