#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace mlrun {

// Keys keep the order in which they were written.
using Json = nlohmann::ordered_json;

enum class JsonComments { kRefuse, kAllow };

// Parses one JSON value. Refuses duplicate keys at every level, trailing text and, unless allowed,
// // and /* */ comments. Throws Error(kind) naming source, line, column and what was expected.
Json parse_json(std::string_view text, const std::string& source, ErrorKind kind,
                JsonComments comments = JsonComments::kRefuse);

// Reads and parses a file. Throws Error(kind) also when it cannot be read.
Json read_json_file(const std::string& path, ErrorKind kind,
                    JsonComments comments = JsonComments::kRefuse);

// Member `key` of `object` as T. Throws Error(kind): `<where>: key "k": expected a string, got 3`.
// T: std::string, bool, int64_t, uint64_t, double, std::vector<std::string>, std::vector<int64_t>,
// std::vector<double>, Json.
template <class T>
T json_get(const Json& object, const std::string& key, const std::string& where, ErrorKind kind);

}  // namespace mlrun
