#include "backprop/row_loss.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

using namespace mlrun;

namespace {

double loss_at(const RowLoss& loss, const std::vector<float>& logits, float number, int64_t label) {
  std::vector<float> gradient(logits.size());
  return loss(logits.data(), number, label, gradient.data());
}

void check_gradient(const RowLossOptions& options, const std::vector<float>& logits, float number,
                    int64_t label) {
  const RowLoss loss = row_loss(options);
  REQUIRE(loss);
  std::vector<float> gradient(logits.size());
  loss(logits.data(), number, label, gradient.data());
  constexpr float kStep = 1.0F / 256;
  for (size_t i = 0; i < logits.size(); ++i) {
    std::vector<float> above = logits;
    std::vector<float> below = logits;
    above[i] += kStep;
    below[i] -= kStep;
    const double slope =
        (loss_at(loss, above, number, label) - loss_at(loss, below, number, label)) / (2 * kStep);
    INFO(options.name << " " << i);
    CHECK(gradient[i] == Approx(slope).margin(2e-4));
  }
}

}  // namespace

TEST_CASE("losses by hand") {
  CHECK(loss_at(row_loss({"mse"}), {3}, 1, 0) == 4);
  CHECK(loss_at(row_loss({"mae"}), {3}, 1, 0) == 2);
  CHECK(loss_at(row_loss({"huber", 1, 0.5}), {3}, 1, 0) == 0.5 * (2 - 0.25));
  CHECK(loss_at(row_loss({"huber", 1, 5}), {3}, 1, 0) == 2);
  CHECK(loss_at(row_loss({"quantile", 1, 1, 0.9}), {3}, 1, 0) == Approx(0.1 * 2));
  CHECK(loss_at(row_loss({"quantile", 1, 1, 0.9}), {1}, 3, 0) == Approx(0.9 * 2));
  CHECK(loss_at(row_loss({"poisson"}), {0}, 3, 0) == 1);
  CHECK(loss_at(row_loss({"cross-entropy", 2}), {0, 0}, 0, 1) == Approx(std::log(2.0)));
  CHECK(loss_at(row_loss({"bce", 2}), {0, 0}, 0, 1) == Approx(std::log(2.0)));
  // A tenth of the label is spread over two classes: .95 and .05.
  CHECK(loss_at(row_loss({"cross-entropy", 2, 1, 0.5, 0.1}), {1, 0}, 0, 0) ==
        Approx(std::log(1 + std::exp(1.0)) - 0.95));
}

TEST_CASE("gradients of the losses against differences") {
  for (const char* name : {"mse", "mae", "huber", "quantile", "poisson"}) {
    for (const float answer : {-1.5F, 0.25F, 2.0F}) {
      check_gradient({name, 1, 0.7, 0.8}, {answer}, 0.4F, 0);
    }
  }
  for (int64_t label = 0; label < 3; ++label) {
    check_gradient({"cross-entropy", 3, 1, 0.5, 0.2}, {0.3F, -1.0F, 2.0F}, 0, label);
  }
  for (int64_t label = 0; label < 2; ++label) {
    check_gradient({"bce", 2, 1, 0.5, 0.1}, {0.3F, -1.0F}, 0, label);
  }
}

TEST_CASE("large logits stay finite") {
  std::vector<float> gradient(2);
  CHECK(std::isfinite(
      row_loss({"cross-entropy", 2})(std::vector<float>{900, -900}.data(), 0, 1, gradient.data())));
  CHECK(std::isfinite(
      row_loss({"bce", 2})(std::vector<float>{900, -900}.data(), 0, 1, gradient.data())));
}

TEST_CASE("what is not written out is nothing") {
  CHECK_FALSE(row_loss({"other"}));
  CHECK_FALSE(row_loss({"mse", 2}));
  CHECK_FALSE(row_loss({"bce", 3}));
}
