#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/layers.h"

namespace mlrun {

// The value of a variable, nullopt when it is not set.
std::optional<std::string> variable(const Environment& environment, std::string_view name);

// JSON where the text is JSON, else the text as a string.
Json json_or_string(const std::string& text);

// The variables MLRUN_<SECTION>_<KEY> as values, in the order of the environment. A mistake is one
// that begins like a section or lies near a known name; others may belong to another program.
ConfigLayer environment_layer(const Environment& environment, Mistakes& mistakes);

}  // namespace mlrun
