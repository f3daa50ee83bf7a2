#include "kernels/bf16.h"

namespace mlrun {

#ifdef __x86_64__
namespace avx512_bf16 {
extern const Bf16Kernel kBf16;
}
#endif

const Bf16Kernel* bf16_kernel([[maybe_unused]] Instructions instructions) {
#ifdef __x86_64__
  if (instructions == Instructions::kAvx512Bf16) return &avx512_bf16::kBf16;
#endif
  return nullptr;
}

}  // namespace mlrun
