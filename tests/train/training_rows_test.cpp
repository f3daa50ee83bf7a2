#include "train/training_rows.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

using namespace mlrun;

TEST_CASE("balanced weights by hand: classes of 3, 1 and no rows") {
  const LabelledRows rows{{4, {1, 2, 3, 4}, {}}, {0, 0, 1, 0}, {}};
  // 4 / (2 x 3) and 4 / (2 x 1).
  const std::vector<float> weights = balanced_weights(rows, 2);
  CHECK(weights[0] == Approx(4.0 / 6));
  CHECK(weights[2] == Approx(2));
  CHECK(weights[0] + weights[1] + weights[3] == Approx(weights[2]));
  CHECK(balanced_weights(rows, 3)[2] == Approx(4.0 / 3));
}

TEST_CASE("balanced weights multiply those of the rows; a class without weight stays without") {
  const LabelledRows rows{{4, {1, 2, 3, 4}, {}}, {0, 0, 1, 2}, {1, 3, 2, 0}};
  const std::vector<float> weights = balanced_weights(rows, 3);
  // 6 / (3 x 4), 6 / (3 x 2).
  CHECK(weights[0] == Approx(0.5));
  CHECK(weights[1] == Approx(1.5));
  CHECK(weights[2] == Approx(2));
  CHECK(weights[3] == 0);
}

TEST_CASE("regression targets are standardised, class targets are indices") {
  const FeatureLayout layout{{"x"}, {}, {}, {}};
  const LabelledRows rows{{2, {1, 2}, {}}, {3, 7}, {}};
  const TrainingRows regression = place_rows(rows, layout, {5, 2}, false, at::kCPU);
  CHECK(regression.targets.equal(torch::tensor({-1.F, 1.F})));
  CHECK_FALSE(regression.weights.defined());
  const LabelledRows classes{{2, {1, 2}, {}}, {0, 2}, {0.5F, 2}};
  const TrainingRows placed = place_rows(classes, layout, {}, true, at::kCPU);
  CHECK(placed.targets.equal(torch::tensor({0, 2}, at::kLong)));
  CHECK(placed.weights.equal(torch::tensor({0.5F, 2.F})));
  CHECK(placed.rows() == 2);
}
