#include "model/factor_pieces.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

#include "support/layer_reference.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

const LayerApi kApi{
    nullptr,         nullptr,        &split_left_factor, &split_right_factor, &draw_kept_numbers,
    &activate_layer, &descend_layer, &product_of_pieces};

FactorPieces left_pieces(const at::Tensor& x, int64_t p) {
  if (p == 0) return {x, x.unsqueeze(0)};
  FactorPieces split = FactorPieces::side_by_side(x, p);
  split_left_factor(x, split.pieces);
  return split;
}

double distance(const at::Tensor& got, const at::Tensor& wanted) {
  return ((got.to(at::kDouble) - wanted).norm() / wanted.norm()).item<double>();
}

// Of so many pieces a number, at most so far from double precision.
struct Precision {
  int64_t pieces;
  double distance;
};
constexpr Precision kPrecisions[] = {{0, 5e-7}, {1, 1e-2}, {2, 3e-5}, {3, 5e-7}};

}  // namespace

TEST_CASE("a product of pieces is as exact as its pieces, side by side and stacked") {
  torch::manual_seed(1);
  const at::Tensor x = torch::randn({9, 21});
  const at::Tensor w = torch::randn({16, 21});
  const at::Tensor wanted = x.to(at::kDouble).mm(w.to(at::kDouble).t());
  const at::Tensor wanted_back = wanted.mm(w.to(at::kDouble));
  for (const auto& [p, most] : kPrecisions) {
    if (p == 0) continue;
    const FactorPieces left = left_pieces(x, p);
    CHECK(left.matrix.size(1) == 24 * p * (p + 1) / 2);
    const FactorPieces beside = FactorPieces::side_by_side(w, p);
    const FactorPieces stacked = FactorPieces::stacked(w, p);
    split_right_factor(w, beside.pieces, stacked.pieces);
    const at::Tensor out = torch::empty({9, 16});
    multiply(kApi, left.matrix, beside.matrix.t(), out);
    CHECK(distance(out, wanted) < most);
    const FactorPieces back = left_pieces(wanted.to(at::kFloat), p);
    const at::Tensor wide = torch::empty({9, 24});
    multiply(kApi, back.matrix, stacked.matrix, wide);
    CHECK(distance(wide.narrow(1, 0, 21), wanted_back) < most);
    CHECK(wide.narrow(1, 21, 3).abs().max().item<float>() == 0);
  }
}

TEST_CASE("sums over rows take every row once, in chunks and what is left of them") {
  torch::manual_seed(2);
  for (const int64_t rows : {1, 5, 1023, 1024, 2101}) {
    const at::Tensor x = torch::randn({rows, 8});
    const at::Tensor y = torch::randn({rows, 16});
    const at::Tensor wanted = x.to(at::kDouble).t().mm(y.to(at::kDouble));
    for (const auto& [p, most] : kPrecisions) {
      const at::Tensor got =
          multiply_transposed(kApi, left_pieces(x, p).pieces, left_pieces(y, p).pieces, p);
      INFO(rows << " rows, " << p << " pieces");
      CHECK(got.sizes() == wanted.sizes());
      CHECK(distance(got, wanted) < 2 * most);
    }
  }
}
