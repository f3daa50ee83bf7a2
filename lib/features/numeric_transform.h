#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/random.h"
#include "features/named_array.h"

namespace mlrun {

// Puts numeric inputs on the scale of a net; one formula, fitted input by input.
class NumericTransform {
 public:
  virtual ~NumericTransform() = default;
  // Whether an input whose training values span low..high says too little to be kept.
  virtual bool near_constant(double low, double high) const = 0;
  // Fits the next input. present: its non-missing training values (at least one, all finite);
  // rows: number of training rows, missing ones included; noise: read by quantile-normal only.
  virtual void add_input(std::vector<double> present, int64_t rows, Random& noise) = 0;
  // Maps values of one input in place; NaN stays NaN. Requires input < number of added inputs.
  virtual void apply(size_t input, std::span<double> values) const = 0;
  // What apply() needs, first dimension = inputs; nothing when there are no inputs.
  virtual std::vector<NamedArray> arrays() const = 0;
};

// The transforms that `features.numeric` may name.
const std::vector<std::string>& numeric_transform_names();
// An empty one. Throws Error(kUsage) for an unknown name, with the nearest.
std::unique_ptr<NumericTransform> make_numeric_transform(const std::string& name);
// The one that gave these arrays. Requires inputs > 0 and a known name. Throws Error(kModel) for
// arrays that do not fit.
std::unique_ptr<NumericTransform> load_numeric_transform(const std::string& name, int64_t inputs,
                                                         const std::vector<NamedArray>& arrays);

}  // namespace mlrun
