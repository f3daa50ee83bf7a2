#include "features/features.h"

#include <numeric>

namespace mlrun {

int64_t FeatureLayout::one_hot_width() const {
  return std::accumulate(cardinalities.begin(), cardinalities.end(), dense_width());
}

Json to_json(const FeatureLayout& layout) {
  return {{"numeric", layout.numeric},
          {"indicators", layout.indicators},
          {"categorical", layout.categorical},
          {"cardinalities", layout.cardinalities}};
}

}  // namespace mlrun
