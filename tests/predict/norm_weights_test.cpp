#include "predict/norm_weights.h"

#include <catch2/catch.hpp>

#include "core/error.h"

using namespace mlrun;

namespace {

// y = (x - 1) 2 + 3 and y = (x - 2) 0.5 - 1, but for the 1e-5 beside the variance.
NormWeights two_norms() { return {{4, 1}, {3, -1}, {1, 2}, {4, 4}}; }

}  // namespace

TEST_CASE("a batch norm by hand") {
  const NormWeights norm = two_norms();
  CHECK(norm.scale(0) == Approx(2).epsilon(1e-5));
  CHECK(norm.shift(0) == Approx(1).epsilon(1e-4));
  CHECK(norm.scale(1) == Approx(0.5).epsilon(1e-5));
  CHECK(norm.shift(1) == Approx(-2).epsilon(1e-4));
}

TEST_CASE("a norm behind a layer, and in front of one, becomes part of it") {
  LayerWeights behind{{1, 2, 3, 4}, {10, 20}};  // (x + 2y + 10, 3x + 4y + 20)
  fold_behind(two_norms(), behind);
  const std::vector<float> wanted = {2, 4, 1.5F, 2};
  for (size_t i = 0; i < 4; ++i) CHECK(behind.weight[i] == Approx(wanted[i]).epsilon(1e-5));
  CHECK(behind.bias[0] == Approx(21).epsilon(1e-5));
  CHECK(behind.bias[1] == Approx(8).epsilon(1e-5));
  LayerWeights in_front{{1, 2}, {10}};
  fold_in_front(two_norms(), in_front);
  CHECK(in_front.weight[0] == Approx(2).epsilon(1e-5));
  CHECK(in_front.weight[1] == Approx(1).epsilon(1e-5));
  CHECK(in_front.bias[0] == Approx(10 + 1 * 1 + 2 * -2).epsilon(1e-4));
}

TEST_CASE("what a state misses is said by the paths of layer and norm") {
  const StateDict state;
  StateReader reader(state);
  take_layer(reader, "input", 2, 1);
  take_norm(reader, "norm", 1);
  try {
    reader.finish();
    FAIL("nothing was thrown");
  } catch (const Error& error) {
    for (const char* path : {"input.weight", "input.bias", "norm.running_mean", "norm.running_var"})
      CHECK(std::string(error.what()).find(path) != std::string::npos);
  }
}
