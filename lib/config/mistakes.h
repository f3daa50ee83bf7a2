#pragma once

#include <string>
#include <vector>

#include "core/error.h"

namespace mlrun {

using Mistakes = std::vector<std::string>;

// Each mistake as `origin: mistake`.
Mistakes with_origin(const std::string& origin, const Mistakes& mistakes);

// Throws Error(kind) with a line per mistake, or does nothing when there is none.
void throw_mistakes(const Mistakes& mistakes, ErrorKind kind);

}  // namespace mlrun
