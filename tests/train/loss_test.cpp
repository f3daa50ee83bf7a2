#include "train/loss.h"

#include <torch/types.h>

#include <catch2/catch.hpp>
#include <cmath>

using namespace mlrun;

namespace {

double loss_of(const std::string& name, const at::Tensor& outputs, const at::Tensor& targets,
               const at::Tensor& weights = {}) {
  TrainingConfig config;
  config.loss = name;
  return Loss(config, !targets.is_floating_point())(outputs, targets, weights).item<double>();
}

}  // namespace

TEST_CASE("regression losses by hand: errors 1, -3") {
  const at::Tensor outputs = torch::tensor({{2.F}, {1.F}});
  const at::Tensor targets = torch::tensor({1.F, 4.F});
  CHECK(loss_of("mse", outputs, targets) == Approx(5));
  CHECK(loss_of("mae", outputs, targets) == Approx(2));
  CHECK(loss_of("huber", outputs, targets) == Approx((0.5 + 2.5) / 2));
  CHECK(loss_of("auto", outputs, targets) == Approx(5));
  CHECK(loss_of("mse", outputs, targets, torch::tensor({3.F, 1.F})) == Approx(3));
}

TEST_CASE("cross-entropy by hand, weighted too") {
  const at::Tensor outputs = torch::tensor({{0.F, 0.F}, {std::log(3.F), 0.F}});
  const at::Tensor targets = torch::tensor({1, 0}, at::kLong);
  const double first = std::log(2.0);
  const double second = std::log(4.0 / 3.0);
  CHECK(loss_of("auto", outputs, targets) == Approx((first + second) / 2));
  CHECK(loss_of("cross-entropy", outputs, targets, torch::tensor({1.F, 3.F})) ==
        Approx((first + 3 * second) / 4));
}

TEST_CASE("a weight of zero takes a row out") {
  const at::Tensor outputs = torch::tensor({{2.F}, {100.F}});
  const at::Tensor targets = torch::tensor({1.F, 0.F});
  CHECK(loss_of("mse", outputs, targets, torch::tensor({1.F, 0.F})) == Approx(1));
}

TEST_CASE("the quantile loss by hand: errors 1 above, 3 below") {
  TrainingConfig config;
  config.loss = "quantile";
  config.quantile = 0.9;
  const at::Tensor outputs = torch::tensor({{2.F}, {1.F}});
  const at::Tensor targets = torch::tensor({1.F, 4.F});
  CHECK(Loss(config, false)(outputs, targets, {}).item<double>() ==
        Approx((0.1 * 1 + 0.9 * 3) / 2));
}

TEST_CASE("a smoothed label by hand") {
  TrainingConfig config;
  config.label_smoothing = 0.2;
  const at::Tensor outputs = torch::log(torch::tensor({{0.25F, 0.75F}}));
  // The label keeps .8 + .2 / 2 of its weight.
  CHECK(Loss(config, true)(outputs, torch::tensor({1}, at::kLong), {}).item<double>() ==
        Approx(-0.9 * std::log(0.75) - 0.1 * std::log(0.25)));
}

TEST_CASE("the poisson loss by hand: rates 1 and 3 for counts 2 and 0") {
  const at::Tensor outputs = torch::tensor({{0.F}, {std::log(3.F)}});
  const at::Tensor targets = torch::tensor({2.F, 0.F});
  CHECK(loss_of("poisson", outputs, targets) == Approx((1 + 3) / 2.0));
  // exp(a) - y a: 3 - 2 log 3 for a count of 2.
  CHECK(loss_of("poisson", outputs, torch::tensor({2.F, 2.F}), torch::tensor({0.F, 5.F})) ==
        Approx(3 - 2 * std::log(3.0)));
}

TEST_CASE("the mean count is the best rate") {
  const at::Tensor targets = torch::tensor({1.F, 2.F, 6.F});
  const auto at_rate = [&](float rate) {
    return loss_of("poisson", torch::full({3, 1}, std::log(rate)), targets);
  };
  CHECK(at_rate(3) < at_rate(2.9F));
  CHECK(at_rate(3) < at_rate(3.1F));
}

TEST_CASE(
    "binary cross-entropy is cross-entropy over two classes, weighted, smoothed, of members") {
  const at::Tensor outputs = torch::randn({6, 2});
  const at::Tensor targets = torch::tensor({0, 1, 1, 0, 1, 0}, at::kLong);
  const at::Tensor weights = torch::tensor({1.F, 2.F, 0.F, 3.F, 1.F, 1.F});
  const at::Tensor members = torch::randn({6, 3, 2});
  TrainingConfig config;
  for (const double smoothing : {0.0, 0.3}) {
    config.label_smoothing = smoothing;
    config.loss = "cross-entropy";
    const Loss softmax(config, true);
    config.loss = "bce";
    const Loss binary(config, true);
    for (const at::Tensor& w : {at::Tensor(), weights}) {
      for (const at::Tensor& z : {outputs, members}) {
        CHECK(binary(z, targets, w).item<double>() ==
              Approx(softmax(z, targets, w).item<double>()).epsilon(1e-5));
      }
    }
  }
}

TEST_CASE("of members the mean of their losses, not the loss of their mean") {
  const at::Tensor outputs = torch::tensor({3.F, -1.F, 2.F, 4.F}).view({2, 2, 1});
  const at::Tensor targets = torch::tensor({1.F, 3.F});
  CHECK(loss_of("mse", outputs, targets) == Approx((4 + 4 + 1 + 1) / 4.0));
  CHECK(loss_of("mse", outputs, targets, torch::tensor({3.F, 1.F})) == Approx((3 * 8 + 2) / 8.0));
  const at::Tensor own = torch::tensor({1.F, -1.F, 3.F, 3.F}).view({2, 2});
  CHECK(loss_of("mse", outputs, own) == Approx((4 + 0 + 1 + 1) / 4.0));
}
