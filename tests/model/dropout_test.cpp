#include "model/dropout.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

using namespace mlrun;

TEST_CASE("what is kept is scaled up") {
  at::manual_seed(1);
  const at::Tensor y = dropout(torch::ones({200, 50}), 0.2, std::nullopt);
  const at::Tensor kept = y.ne(0);
  CHECK(y.masked_select(kept).sub(1.25F).abs().max().item<float>() < 1e-6);
  CHECK(kept.to(at::kFloat).mean().item<double>() == Approx(0.8).margin(0.02));
  CHECK(dropout(y, 0, std::nullopt).is_same(y));
}

TEST_CASE("the parts of a batch get the masks that the whole batch gets") {
  const at::Tensor x = torch::rand({6, 4}) + 1;
  at::manual_seed(1);
  const at::Tensor whole = dropout(x, 0.5, std::nullopt);
  at::manual_seed(1);
  CHECK(dropout(x, 0.5, BatchWindow{0, 6}).equal(whole));
  at::manual_seed(1);
  CHECK(dropout(x.narrow(0, 4, 2), 0.5, BatchWindow{4, 6}).equal(whole.narrow(0, 4, 2)));
}

TEST_CASE("a share on the device keeps as much as it says") {
  at::manual_seed(1);
  const at::Tensor kept = torch::full({}, 0.8);
  const at::Tensor x = torch::ones({4, 100, 50});
  const at::Tensor y = keep_some(x, kept, 1, std::nullopt);
  CHECK(y.ne(0).to(at::kFloat).mean().item<double>() == Approx(0.8).margin(0.02));
  CHECK(y.max().item<double>() == Approx(1.25));
  CHECK(keep_some(x, torch::ones({}), 1, std::nullopt).equal(x));
  at::manual_seed(1);
  CHECK(keep_some(x.narrow(1, 20, 30), kept, 1, BatchWindow{20, 100}).equal(y.narrow(1, 20, 30)));
}

TEST_CASE("the dropout of a layer keeps more as its share falls") {
  Dropout layer(0.5, at::kCPU);
  const at::Tensor x = torch::ones({100, 50});
  const auto kept = [&] {
    return layer(x, std::nullopt).ne(0).to(at::kFloat).mean().item<double>();
  };
  at::manual_seed(1);
  CHECK(kept() == Approx(0.5).margin(0.03));
  layer.set_share(0.4);
  CHECK(kept() == Approx(0.8).margin(0.03));
  layer.set_share(0);
  CHECK(layer(x, std::nullopt).equal(x));
  Dropout none(0, at::kCPU);
  none.set_share(1);
  CHECK(none(x, std::nullopt).is_same(x));
}

TEST_CASE("a window along another dimension") {
  const at::Tensor x = torch::rand({3, 6, 4}) + 1;
  at::manual_seed(1);
  const at::Tensor whole = dropout(x, 0.5, BatchWindow{0, 6}, 1);
  at::manual_seed(1);
  CHECK(dropout(x.narrow(1, 2, 3), 0.5, BatchWindow{2, 6}, 1).equal(whole.narrow(1, 2, 3)));
}

TEST_CASE("a window of rows that stand several times") {
  CHECK_FALSE(times(std::nullopt, 3));
  CHECK(times(BatchWindow{2, 5}, 3)->begin == 6);
  CHECK(times(BatchWindow{2, 5}, 3)->total == 15);
}
