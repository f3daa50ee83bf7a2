#pragma once

#include <string>

#include "config/resolve.h"

namespace mlrun {

// Where presets are looked for; it need not exist.
std::string preset_directory(const Environment& environment);

// The file of a preset; a name with a slash or ending in .json is a file itself. Throws
// Error(kUsage) listing the known names, with the nearest.
std::string preset_file(const std::string& name, const Environment& environment);

}  // namespace mlrun
