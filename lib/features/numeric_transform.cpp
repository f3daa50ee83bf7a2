#include "features/numeric_transform.h"

#include "core/error.h"
#include "core/text.h"
#include "features/quantile_normal.h"
#include "features/robust_smooth.h"
#include "features/standard_scaler.h"
#include "features/unscaled.h"

namespace mlrun {

const std::vector<std::string>& numeric_transform_names() {
  static const std::vector<std::string> names = {"quantile-normal", "robust-smooth", "standard",
                                                 "none"};
  return names;
}

std::unique_ptr<NumericTransform> make_numeric_transform(const std::string& name) {
  if (name == "quantile-normal") return std::make_unique<QuantileNormal>();
  if (name == "robust-smooth") return std::make_unique<RobustSmooth>();
  if (name == "standard") return std::make_unique<StandardScaler>();
  if (name == "none") return std::make_unique<Unscaled>();
  throw Error(ErrorKind::kUsage,
              "features.numeric: expected one of " + join(numeric_transform_names(), ", ") +
                  ", got " + mlrun::quoted(name) + did_you_mean(name, numeric_transform_names()));
}

std::unique_ptr<NumericTransform> load_numeric_transform(const std::string& name, int64_t inputs,
                                                         const std::vector<NamedArray>& arrays) {
  if (name == "quantile-normal") return std::make_unique<QuantileNormal>(inputs, arrays);
  if (name == "robust-smooth") return std::make_unique<RobustSmooth>(inputs, arrays);
  if (name == "standard") return std::make_unique<StandardScaler>(inputs, arrays);
  return make_numeric_transform(name);
}

}  // namespace mlrun
