#include "model/factor_pieces.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

#include "support/layer_reference.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

const LayerApi kApi = reference_layers();

// Of pieces in fp16; undefined for others.
at::Tensor level_of(const at::Tensor& values, int64_t p) {
  if (p != 2) return {};
  const at::Tensor level = torch::zeros({2});
  kApi.measure({values}, {level});
  return level;
}

FactorPieces left_pieces(const at::Tensor& x, int64_t p) {
  if (p == 0) return {x, x.unsqueeze(0), {}};
  FactorPieces split = FactorPieces::side_by_side(x, x.size(0), x.size(1), p);
  split.level = level_of(x, p);
  kApi.split_left(x, split.pieces, split.level);
  return split;
}

// What came out of scaled factors.
at::Tensor whole(const at::Tensor& sums, const at::Tensor& left, const at::Tensor& right,
                 int64_t columns) {
  return kApi.add_up(sums.unsqueeze(0), columns,
                     {.left = left, .right = right, .added = {}, .out = {}});
}

double distance(const at::Tensor& got, const at::Tensor& wanted) {
  return ((got.to(at::kDouble) - wanted).norm() / wanted.norm()).item<double>();
}

// Of so many pieces a number, at most so far from double precision.
struct Precision {
  int64_t pieces;
  double distance;
};
constexpr Precision kPrecisions[] = {{0, 5e-7}, {1, 1e-2}, {2, 5e-7}, {3, 5e-7}};

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
    const FactorPieces beside = FactorPieces::side_by_side(w, 16, 21, p);
    const FactorPieces stacked = FactorPieces::stacked(w, 16, 21, p);
    const at::Tensor level = level_of(w, p);
    kApi.split_right(w, beside.pieces, stacked.pieces, level);
    const at::Tensor out = torch::empty({9, 16});
    multiply(kApi, left.matrix, beside.matrix.t(), out);
    CHECK(distance(whole(out, left.level, level, 16), wanted) < most);
    const FactorPieces back = left_pieces(wanted.to(at::kFloat), p);
    const at::Tensor wide = torch::empty({9, 24});
    multiply(kApi, back.matrix, stacked.matrix, wide);
    CHECK(distance(whole(wide, back.level, level, 21), wanted_back) < most);
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
          multiply_transposed(kApi, left_pieces(x, p), left_pieces(y, p), p, y.size(1));
      INFO(rows << " rows, " << p << " pieces");
      CHECK(got.sizes() == wanted.sizes());
      CHECK(distance(got, wanted) < 2 * most);
    }
  }
}
