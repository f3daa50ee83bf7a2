#include "features/named_array.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text.h"

namespace mlrun {
namespace {

std::string shown(const std::vector<int64_t>& shape) {
  std::vector<std::string> parts;
  for (const int64_t length : shape) {
    parts.push_back(length < 0 ? "any" : std::to_string(length));
  }
  return "[" + join(parts, ", ") + "]";
}

bool fits(const std::vector<int64_t>& shape, const std::vector<int64_t>& asked) {
  return std::equal(
      shape.begin(), shape.end(), asked.begin(), asked.end(),
      [](int64_t length, int64_t wanted) { return wanted < 0 ? length >= 1 : length == wanted; });
}

// Counts down by division, so that no shape can overflow the product.
bool holds(size_t values, const std::vector<int64_t>& shape) {
  auto rest = static_cast<int64_t>(values);
  for (const int64_t length : shape) {
    if (length < 1 || rest % length != 0) return false;
    rest /= length;
  }
  return rest == 1;
}

}  // namespace

const NamedArray& require_array(const std::vector<NamedArray>& arrays, const std::string& name,
                                const std::vector<int64_t>& shape) {
  const std::string where = "features: array " + mlrun::quoted(name);
  const auto found = std::find_if(arrays.begin(), arrays.end(),
                                  [&](const NamedArray& array) { return array.name == name; });
  if (found == arrays.end()) throw Error(ErrorKind::kModel, where + " is missing");
  if (!fits(found->shape, shape)) {
    throw Error(ErrorKind::kModel,
                where + ": expected shape " + shown(shape) + ", got " + shown(found->shape));
  }
  if (!holds(found->values.size(), found->shape)) {
    throw Error(ErrorKind::kModel, where + ": shape " + shown(found->shape) + " does not hold " +
                                       std::to_string(found->values.size()) + " values");
  }
  const auto bad = std::find_if(found->values.begin(), found->values.end(),
                                [](double value) { return !std::isfinite(value); });
  if (bad != found->values.end()) {
    throw Error(ErrorKind::kModel, where + ": value " +
                                       std::to_string(bad - found->values.begin()) +
                                       ": expected a finite number, got " + format_number(*bad));
  }
  return *found;
}

}  // namespace mlrun
