#include "features/linear_quantile.h"

#include <cmath>
#include <cstddef>

namespace mlrun {

double linear_quantile(std::span<const double> rising, int64_t part, int64_t parts) {
  const int64_t place = part * (static_cast<int64_t>(rising.size()) - 1);
  const auto below = static_cast<size_t>(place / parts);
  const int64_t rest = place % parts;
  if (rest == 0) return rising[below];
  // std::lerp: exact where both are equal, and no overflow between -1e308 and 1e308.
  return std::lerp(rising[below], rising[below + 1],
                   static_cast<double>(rest) / static_cast<double>(parts));
}

}  // namespace mlrun
