#include "predict/native_input.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

using namespace mlrun;

TEST_CASE("plr-lite, an indicator and a code by hand") {
  const FeatureLayout layout{{"a"}, {"a.missing"}, {"c"}, {2}};
  const EmbeddingOptions plr{.type = "plr-lite", .width = 2, .frequencies = 1};
  const ModelDescription description{ResNetOptions{.embedding = plr}, layout, 1, false};
  StateDict state;
  state["embedding.frequencies"] = HostTensor::of({1, 1}, std::vector<float>{0.25F});
  // Of cos: 1 and -1; of sin: 2 and -2.
  state["embedding.weight"] = HostTensor::of({1, 2, 2}, std::vector<float>{1, -1, 2, -2});
  state["embedding.bias"] = HostTensor::of({1, 2}, std::vector<float>{0.5F, 0.25F});
  StateReader reader(state);
  const NativeInput input(description, plr, reader, host_instructions());
  reader.finish();
  REQUIRE(input.width() == 5);
  const Features rows{3, {0, 0, 1, 1, 0.5F, 0}, {1, 0, -1}};
  std::vector<float> out(2 * input.stride());
  input.forward(rows, 1, 2, out.data());
  // a = 1 turns by a quarter: cos 0, sin 1.
  CHECK(out[0] == Approx(2.5).epsilon(1e-5));
  CHECK(out[1] == 0);  // relu(-2 + 0.25)
  CHECK(out[2] == 1);
  CHECK(out[3] == 1);  // level 0
  CHECK(out[4] == 0);
  const double angle = std::numbers::pi / 4;
  // Inputs that nobody scaled turn very often.
  const Features far{1, {3.1e7F, 0}, {0}};
  std::vector<float> often(input.stride());
  input.forward(far, 0, 1, often.data());
  const float turns = 3.1e7F * (0.25F * 2 * std::numbers::pi_v<float>);
  const double cosine = std::cos(static_cast<double>(turns));
  const double sine = std::sin(static_cast<double>(turns));
  CHECK(often[0] == Approx(std::max(cosine + 2 * sine + 0.5, 0.0)).epsilon(1e-5));
  CHECK(often[1] == Approx(std::max(-cosine - 2 * sine + 0.25, 0.0)).epsilon(1e-5));
  const float* second = out.data() + input.stride();
  CHECK(second[0] == Approx(std::cos(angle) + 2 * std::sin(angle) + 0.5).epsilon(1e-5));
  CHECK(second[2] == 0);
  CHECK(second[3] == 0);  // an unknown level
  CHECK(second[4] == 0);
}
