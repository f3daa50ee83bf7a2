#include "model/plain_inputs.h"

#include <torch/types.h>

#include <catch2/catch.hpp>
#include <cmath>

using namespace mlrun;

namespace {

// An indicator; categories of two, three, nine and one levels.
const FeatureLayout kLayout{{"x"}, {"x missing"}, {"two", "three", "many", "one"}, {2, 3, 9, 1}};

// Five rows.
Features rows() {
  return {5, {9, 0, 9, 1, 9, 0, 9, 0, 9, 0}, {0, 0, 5, 0, 1, 2, 5,  -1, 0, -1,
                                              5, 0, 0, 0, 5, 0, -1, 1,  5, 0}};
}

double clipped(double x) { return x / std::sqrt(1 + x * x / 9); }

}  // namespace

TEST_CASE("few levels: one column for up to two, one-hot for three, more are left out") {
  PlainInputs plain(kLayout, 8, at::kCPU);
  CHECK(plain->width() == 1 + 1 + 1 + 3);
  const at::Tensor out = plain(place_features(rows(), kLayout, at::kCPU));
  // Columns: indicator, two, one, three. Before start nothing is scaled, but all is clipped.
  const auto one = static_cast<float>(clipped(1));
  const at::Tensor wanted = torch::tensor({{0.F, 1.F, 1.F, 1.F, 0.F, 0.F},
                                           {1.F, -1.F, -1.F, 0.F, 0.F, 1.F},
                                           {0.F, 1.F, 1.F, 0.F, 0.F, 0.F},
                                           {0.F, 1.F, 1.F, 1.F, 0.F, 0.F},
                                           {0.F, 0.F, 1.F, 0.F, 1.F, 0.F}}) *
                            one;
  CHECK(out.allclose(wanted));
}

TEST_CASE("scaled by the quartiles, or by the range where they are equal") {
  PlainInputs plain(kLayout, 8, at::kCPU);
  plain->start(rows());
  // Sorted: indicator 0 0 0 0 1; two -1 0 1 1 1; one -1 1 1 1 1; three 0 0 0 1 1, 0 0 0 0 1, 0 0 0
  // 0 1.
  const at::Tensor center = plain->named_buffers()["center"];
  const at::Tensor factor = plain->named_buffers()["factor"];
  CHECK(center.equal(torch::tensor({0.F, 1.F, 1.F, 0.F, 0.F, 0.F})));
  CHECK(factor.equal(torch::tensor({2.F, 1.F, 1.F, 1.F, 2.F, 2.F})));
  const at::Tensor out = plain(place_features(rows(), kLayout, at::kCPU));
  CHECK(out[1][0].item<float>() == Approx(clipped(2)));
  CHECK(out[1][1].item<float>() == Approx(clipped(-2)));
  CHECK(out[4][1].item<float>() == Approx(clipped(-1)));
}

TEST_CASE("quartiles lie between values, and a constant column is 0") {
  const FeatureLayout layout{{}, {"a", "b"}, {}, {}};
  PlainInputs plain(layout, 8, at::kCPU);
  plain->start({2, {0, 1, 1, 1}, {}});
  // a: quartiles .25 and .75 of 0 and 1, median .5.
  CHECK(plain->named_buffers()["center"].equal(torch::tensor({0.5F, 1.F})));
  CHECK(plain->named_buffers()["factor"].equal(torch::tensor({2.F, 0.F})));
}
