#include "model/activation.h"

#include <torch/types.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "core/error.h"

using namespace mlrun;

TEST_CASE("activations at 1 and -1") {
  const auto at_value = [](const char* name, float x) {
    return activation_by_name(name)(torch::tensor({x})).item<double>();
  };
  const double e = std::exp(1.0);
  CHECK(at_value("relu", 1) == 1);
  CHECK(at_value("relu", -1) == 0);
  CHECK(at_value("tanh", 1) == Approx(std::tanh(1.0)));
  CHECK(at_value("silu", -1) == Approx(-1 / (1 + e)));
  CHECK(at_value("gelu", 1) == Approx(0.5 * (1 + std::erf(1 / std::sqrt(2.0)))));
  CHECK(at_value("selu", -1) == Approx(1.0507009873554805 * 1.6732632423543772 * (1 / e - 1)));
  CHECK(at_value("mish", 1) == Approx(std::tanh(std::log1p(e))));
}

TEST_CASE("an unknown activation") {
  CHECK_THROWS_WITH(activation_by_name("rleu"), "unknown activation \"rleu\"");
}
