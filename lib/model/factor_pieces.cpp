#include "model/factor_pieces.h"

#include <ATen/ops/empty.h>

#include <algorithm>

namespace mlrun {
namespace {

constexpr int64_t kAlign = 8;
constexpr int64_t kRowsAtOnce = 1024;

int64_t aligned(int64_t columns, int64_t p) {
  return p == 0 ? columns : (columns + kAlign - 1) / kAlign * kAlign;
}

int64_t blocks_of(int64_t p) { return p == 0 ? 1 : p * (p + 1) / 2; }

at::ScalarType type_of(int64_t p) {
  if (p == 0) return at::kFloat;
  return p == 2 ? at::kHalf : at::kBFloat16;
}

at::Tensor empty_matrix(const at::Tensor& like, int64_t rows, int64_t columns, int64_t p) {
  return at::empty({rows, columns}, like.options().dtype(type_of(p)));
}

// Pieces first, first + 1, ... of a left factor, [count, n, columns].
at::Tensor run_of(const at::Tensor& pieces, int64_t first, int64_t count) {
  return pieces.narrow(0, first, count);
}

// The piece over and over.
at::Tensor repeated(const at::Tensor& pieces, int64_t piece, int64_t count) {
  return run_of(pieces, piece, 1).expand({count, -1, -1});
}

// Rows of a piece in `chunks` of `rows`, [chunks, rows, columns].
at::Tensor in_chunks(const at::Tensor& piece, int64_t chunks, int64_t rows) {
  return piece.narrow(0, 0, chunks * rows).unflatten(0, {chunks, rows});
}

}  // namespace

FactorPieces FactorPieces::side_by_side(const at::Tensor& like, int64_t rows, int64_t columns,
                                        int64_t p) {
  const int64_t wide = aligned(columns, p);
  const at::Tensor matrix = empty_matrix(like, rows, blocks_of(p) * wide, p);
  return {matrix, matrix.view({rows, blocks_of(p), wide}).permute({1, 0, 2}), {}};
}

FactorPieces FactorPieces::stacked(const at::Tensor& like, int64_t rows, int64_t columns,
                                   int64_t p) {
  const int64_t wide = aligned(columns, p);
  const at::Tensor matrix = empty_matrix(like, blocks_of(p) * rows, wide, p);
  return {matrix, matrix.view({blocks_of(p), rows, wide}), {}};
}

void multiply(const LayerApi& api, const at::Tensor& x, const at::Tensor& y,
              const at::Tensor& out) {
  api.product(x.unsqueeze(0), y.unsqueeze(0), out.unsqueeze(0), false);
}

namespace {

// [chunks + the others, a, b]: x1^T y1 by chunks of rows, and behind these x1 with y2, y3, ...,
// then x2 with y1, y2, ... into the same places, and so on.
at::Tensor sums_over_rows(const LayerApi& api, const at::Tensor& x, const at::Tensor& y,
                          int64_t p) {
  const int64_t n = x.size(1);
  const int64_t chunks = p == 0 ? 1 : std::max<int64_t>(1, n / kRowsAtOnce);
  const int64_t rows = n / chunks;
  const at::Tensor sums = at::empty({chunks + std::max<int64_t>(p - 1, 0), x.size(2), y.size(2)},
                                    x.options().dtype(at::kFloat));
  const at::Tensor large = sums.narrow(0, 0, chunks);
  api.product(in_chunks(x[0], chunks, rows).transpose(1, 2), in_chunks(y[0], chunks, rows), large,
              false);
  if (const int64_t rest = n - chunks * rows; rest > 0) {
    api.product(x.narrow(0, 0, 1).narrow(1, n - rest, rest).transpose(1, 2),
                y.narrow(0, 0, 1).narrow(1, n - rest, rest), large.narrow(0, 0, 1), true);
  }
  for (int64_t i = 0; i < p; ++i) {
    const int64_t first = i == 0 ? 1 : 0;
    const int64_t count = p - i - first;
    if (count == 0) continue;
    api.product(repeated(x, i, count).transpose(1, 2), run_of(y, first, count),
                sums.narrow(0, chunks, count), i > 0);
  }
  return sums;
}

}  // namespace

at::Tensor multiply_transposed(const LayerApi& api, const FactorPieces& x, const FactorPieces& y,
                               int64_t p, int64_t columns) {
  const at::Tensor sums = sums_over_rows(api, x.pieces, y.pieces, p);
  const bool plain = sums.size(0) == 1 && !x.level.defined();
  if (plain) return sums[0].narrow(1, 0, columns).contiguous();
  return api.add_up(sums, columns, {.left = x.level, .right = y.level, .added = {}, .out = {}});
}

}  // namespace mlrun
