#pragma once

#include <string>

#include "core/json.h"

namespace mlrun {

// What stands at a JSON pointer (RFC 6901), null where there is nothing: for what may be absent and
// is not to be trusted. Requires a well-formed pointer.
Json json_at(const Json& json, const std::string& pointer);

}  // namespace mlrun
