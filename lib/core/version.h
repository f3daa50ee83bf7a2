#pragma once

#include <string_view>

namespace mlrun {

// "X.Y.Z" of this program, from CMakeLists.txt.
std::string_view version();
// Compiler and its version, and the build type.
std::string_view compiler();

}  // namespace mlrun
