#pragma once

#include <string>

#include "core/json.h"

namespace mlrun {

// JSON for people and other programs to read: bytes that are no UTF-8, as the name of a file may
// hold them, are replaced.
std::string json_text(const Json& json, int indent = -1);

}  // namespace mlrun
