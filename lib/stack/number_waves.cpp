#include "stack/number_waves.h"

#include <cmath>

namespace mlrun {

void waves_of(const StepOps& ops, const AlignedFloats& angles, AlignedFloats& sines,
              AlignedFloats& cosines) {
  constexpr float kFar = 1000;
  ops.waves(angles.data(), sines.data(), cosines.data(), angles.size());
  for (size_t i = 0; i < angles.size(); ++i) {
    const float angle = angles.data()[i];
    if (std::abs(angle) <= kFar) continue;
    sines.data()[i] = std::sin(angle);
    cosines.data()[i] = std::cos(angle);
  }
}

}  // namespace mlrun
