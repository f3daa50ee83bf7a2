#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace mlrun {

// A named array of the pipeline, stored in the model file as tensor `features.<name>`.
struct NamedArray {
  std::string name;
  std::vector<int64_t> shape;
  std::vector<double> values;  // row-major
};

// The array of that name. Throws Error(kModel) unless it is there, its shape is the one asked for
// (-1: any length of at least 1), it holds as many values as its shape says and all are finite.
const NamedArray& require_array(const std::vector<NamedArray>& arrays, const std::string& name,
                                const std::vector<int64_t>& shape);

}  // namespace mlrun
