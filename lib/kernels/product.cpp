#include "kernels/product.h"

namespace mlrun {

// One source, compiled for each: product_kernel.cpp.
namespace baseline {
extern const ProductKernel kProduct;
}
#ifdef __x86_64__
namespace avx2 {
extern const ProductKernel kProduct;
}
namespace avx512 {
extern const ProductKernel kProduct;
}
#endif

const ProductKernel& product_kernel([[maybe_unused]] Instructions instructions) {
#ifdef __x86_64__
  if (instructions >= Instructions::kAvx512) return avx512::kProduct;
  if (instructions == Instructions::kAvx2) return avx2::kProduct;
#endif
  return baseline::kProduct;
}

}  // namespace mlrun
