#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"

namespace mlrun {

// The dotted path of every value of a JSON object that is not itself an object, in order.
std::vector<std::string> field_paths(const Json& object);

// The value at a dotted path. Requires it to be there.
const Json& field_at(const Json& object, std::string_view path);

// Puts a value at a dotted path, making the objects on the way; what is no object is replaced.
void assign_field(Json& object, std::string_view path, Json value);

// `; did you mean "train.optimizer.lr"?` for "train.lr", or an empty text: a known path that ends
// in the same name, else the nearest path, else the path of the nearest name.
std::string did_you_mean_field(std::string_view path, const std::vector<std::string>& known);

// "lr" and "train" of "train.optimizer.lr".
std::string leaf_name(std::string_view path);
std::string section_name(std::string_view path);

}  // namespace mlrun
