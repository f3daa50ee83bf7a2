#include "model/factor_pieces.h"

#include <ATen/ops/empty.h>

namespace mlrun {
namespace {

constexpr int64_t kAlign = 8;

int64_t aligned(int64_t columns) { return (columns + kAlign - 1) / kAlign * kAlign; }

at::Tensor empty_halves(const at::Tensor& like, int64_t rows, int64_t columns) {
  return at::empty({rows, columns}, like.options().dtype(at::kBFloat16));
}

}  // namespace

FactorPieces FactorPieces::side_by_side(const at::Tensor& like, int64_t p) {
  const int64_t columns = aligned(like.size(1));
  const at::Tensor matrix = empty_halves(like, like.size(0), p * columns);
  return {matrix, matrix.view({like.size(0), p, columns}).permute({1, 0, 2})};
}

FactorPieces FactorPieces::stacked(const at::Tensor& like, int64_t p) {
  const int64_t columns = aligned(like.size(1));
  const at::Tensor matrix = empty_halves(like, p * like.size(0), columns);
  return {matrix, matrix.view({p, like.size(0), columns})};
}

void multiply_pieces(const LayerApi& api, const at::Tensor& x, const at::Tensor& y, int64_t p,
                     const at::Tensor& out) {
  const int64_t k = x.size(1) / p;
  for (int64_t q = p; q >= 1; --q) {
    api.product(x.narrow(1, 0, q * k), y.narrow(0, (p - q) * k, q * k), out, q < p);
  }
}

at::Tensor multiply_transposed(const LayerApi& api, const at::Tensor& x, const at::Tensor& y,
                               int64_t p) {
  const int64_t a = x.size(1) / p;
  const int64_t b = y.size(1) / p;
  const at::Tensor sums = at::empty({a, p * b}, x.options().dtype(at::kFloat));
  for (int64_t i = 0; i < p; ++i) {
    const int64_t width = (p - i) * b;
    api.product(x.narrow(1, i * a, a).t(), y.narrow(1, 0, width), sums.narrow(1, 0, width), i > 0);
  }
  return p == 1 ? sums : sums.view({a, p, b}).sum(1);
}

}  // namespace mlrun
