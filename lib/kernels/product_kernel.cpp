// Compiled once per instruction set, into a namespace of that name (CMakeLists.txt).
#include "kernels/epilogues.h"
#include "kernels/row_tiles.h"
#include "kernels/side_tiles.h"

#ifndef MLRUN_INSTRUCTIONS
#define MLRUN_INSTRUCTIONS baseline
#endif

namespace mlrun {
namespace {

void multiply(const Product& product) {
  const size_t block = product.transposed ? kSideBlock : kBlockTiles * kTileRows;
  for (size_t first = 0; first < product.count; first += block) {
    const size_t rest = product.count - first;
    const size_t rows = rest < block ? rest : block;
    size_t done = 0;
    do {
      const size_t left = product.depth - done;
      const Pass pass{product, first, rows, done, left < kPass ? left : kPass};
      product.transposed ? add_side_tiles(pass) : add_row_tiles(pass);
      done += pass.depth;
    } while (done < product.depth);
    for (size_t r = first; r < first + rows; ++r) {
      finish_row(product.out + r * product.out_stride, product.width, product.epilogue);
    }
  }
}

}  // namespace

namespace MLRUN_INSTRUCTIONS {
extern const ProductKernel kProduct;
const ProductKernel kProduct = {kLanes, &multiply};
}  // namespace MLRUN_INSTRUCTIONS

}  // namespace mlrun
