#include "backprop/parameter_update.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "kernels/instructions.h"

using namespace mlrun;

namespace {

constexpr size_t kFloats = 32;

AlignedFloats filled(float value) {
  AlignedFloats floats(kFloats);
  std::fill_n(floats.data(), kFloats, value);
  return floats;
}

const StepOps& ops() { return step_ops(host_instructions()); }

}  // namespace

TEST_CASE("two steps of SGD with momentum and decoupled decay by hand") {
  ParameterUpdate update({.sgd = true, .weight_decay = 0.5, .momentum = 0.9}, kFloats, ops());
  AlignedFloats values = filled(2);
  const AlignedFloats gradients = filled(8);
  const ParameterSlice slice{0, 16, {2, 0.5}};  // lr 0.2, decay 0.25
  update.begin({0.1, 0.5, 1});
  update.move(slice, values.data(), gradients.data());
  // Velocity 4; 2 (1 - 0.2 x 0.25) - 0.2 x 4.
  CHECK(values.data()[0] == Approx(1.1));
  update.begin({0.1, 0.5, 0});
  update.move(slice, values.data(), gradients.data());
  // Velocity 4 x 0.9 + 4, no decay: 1.1 - 0.2 x 7.6.
  CHECK(values.data()[15] == Approx(-0.42));
  CHECK(values.data()[16] == 2);  // behind the slice
  CHECK(update.averages() == nullptr);
}

TEST_CASE("two steps of AdamW by hand") {
  ParameterUpdate update({.weight_decay = 0.5, .beta1 = 0.5, .beta2 = 0.75, .eps = 0}, kFloats,
                         ops());
  AlignedFloats values = filled(2);
  const ParameterSlice slice{16, 32, {}};
  update.begin({0.1, 1, 1});
  update.move(slice, values.data(), filled(4).data());
  CHECK(values.data()[16] == Approx(1.9 - 0.1));  // a first step is one lr long
  update.begin({0.1, 1, 0.2});
  update.move(slice, values.data(), filled(-4).data());
  // Moments .5 x 2 - 2 = -1 over 1 - .25, and .75 x 4 + 4 = 7 over 1 - .5625 = 16.
  CHECK(values.data()[31] == Approx(1.8 * 0.99 + 0.1 * (1 / 0.75) / 4));
  CHECK(values.data()[15] == 2);
}

TEST_CASE("a first step of AdamW is one rate long to the last bits") {
  ParameterUpdate update({}, kFloats, ops());
  AlignedFloats values = filled(0);
  update.begin({0.01, 1, 1});
  update.move({0, kFloats, {}}, values.data(), filled(0.3F).data());
  CHECK(values.data()[0] == Approx(-0.01).epsilon(3e-7));
}

TEST_CASE("an average over steps by hand, without the bias to its start") {
  ParameterUpdate update({.sgd = true, .momentum = 0, .average = 0.5}, kFloats, ops());
  AlignedFloats values = filled(9);
  const ParameterSlice slice{0, kFloats, {}};
  const float gradients[] = {1, 4, 3};  // 8, 4, 1 are the values after the steps
  for (const float gradient : gradients) {
    update.begin({1, 1, 1});
    update.move(slice, values.data(), filled(gradient).data());
  }
  CHECK(values.data()[0] == Approx(1));
  CHECK(update.averages()[0] == Approx(5 / 1.75));
  CHECK(update.averages()[kFloats - 1] == Approx(5 / 1.75));
}
