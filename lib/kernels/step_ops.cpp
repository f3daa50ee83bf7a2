#include "kernels/step_ops.h"

namespace mlrun {

namespace baseline {
extern const StepOps kStepOps;
}
#if defined(__x86_64__)
namespace avx2 {
extern const StepOps kStepOps;
}
namespace avx512 {
extern const StepOps kStepOps;
}
#endif

const StepOps& step_ops(Instructions instructions) {
#if defined(__x86_64__)
  if (instructions == Instructions::kAvx2) return avx2::kStepOps;
  if (instructions >= Instructions::kAvx512) return avx512::kStepOps;
#endif
  static_cast<void>(instructions);
  return baseline::kStepOps;
}

MaskBits mask_bits(uint64_t seed, uint64_t place) {
  MaskBits bits{};
  uint64_t x = seed * 0x9E3779B97F4A7C15U + place;
  for (uint32_t& state : bits.state) {
    // splitmix64 (Steele, Lea and Flood 2014).
    x += 0x9E3779B97F4A7C15U;
    uint64_t z = x;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    state = static_cast<uint32_t>(z ^ (z >> 31U)) | 1U;
  }
  return bits;
}

}  // namespace mlrun
