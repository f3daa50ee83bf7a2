#include "model/torch_runtime.h"

#include <catch2/catch.hpp>

#include "core/error.h"
#include "device/host_state.h"
#include "model/fixtures.h"

using namespace mlrun;

TEST_CASE("class answers are probabilities, the same at every call") {
  const auto description = test::small_model({}, 3);
  const auto state = host_state(*make_net(description, at::kCPU, 1));
  const TorchRuntime runtime(description, state, at::kCPU);
  const auto answers = runtime.answer(test::small_features());
  REQUIRE(answers.size() == 9);
  for (size_t row = 0; row < 3; ++row) {
    CHECK(answers[row * 3] + answers[row * 3 + 1] + answers[row * 3 + 2] == Approx(1));
  }
  CHECK(runtime.answer(test::small_features()) == answers);
  CHECK(runtime.description() == "libtorch on cpu");
}

TEST_CASE("a state of another net is refused") {
  DenseOptions other;
  other.hidden = {5};
  const auto state = host_state(*make_net(test::small_model(other), at::kCPU, 1));
  CHECK_THROWS_AS(TorchRuntime(test::small_model({}), state, at::kCPU), Error);
}

TEST_CASE("no rows give no answers") {
  const auto description = test::small_model({});
  const auto state = host_state(*make_net(description, at::kCPU, 1));
  CHECK(TorchRuntime(description, state, at::kCPU).answer({0, {}, {}}).empty());
}
