#include "train/training_rows.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

using namespace mlrun;

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
