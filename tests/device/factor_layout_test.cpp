#include "device/factor_layout.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

using namespace mlrun;

namespace {

void check(const at::Tensor& matrices, bool by_columns, int64_t lead) {
  const FactorLayout layout = layout_of(matrices);
  CHECK(layout.by_columns == by_columns);
  CHECK(layout.lead == lead);
}

}  // namespace

TEST_CASE("matrices in rows and their transposes have the row's length as their lead") {
  const at::Tensor matrices = torch::zeros({3, 5, 7});
  check(matrices, false, 7);
  check(matrices.transpose(1, 2), true, 7);
  check(matrices.narrow(2, 0, 4), false, 7);
  check(matrices.narrow(2, 0, 4).transpose(1, 2), true, 7);
  check(torch::zeros({5, 7}).expand({3, 5, 7}), false, 7);
}

TEST_CASE("one row or one column has a lead that a BLAS takes") {
  check(torch::zeros({1, 16, 1}), false, 1);
  check(torch::zeros({1, 16, 1}).transpose(1, 2), false, 16);  // a weight of one input
  check(torch::zeros({1, 1, 16}), false, 16);
  check(torch::zeros({1, 1, 16}).transpose(1, 2), true, 16);
  check(torch::zeros({1, 9, 48}).narrow(1, 8, 1).narrow(2, 0, 8).transpose(1, 2), true, 48);
}
