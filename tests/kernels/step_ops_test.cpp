#include "kernels/step_ops.h"

#include <catch2/catch.hpp>

#include "kernels/products.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

constexpr size_t kCount = 1008;

// Random values at a cache line.
AlignedFloats floats(Random& random, size_t count = kCount) {
  AlignedFloats values(count);
  for (size_t i = 0; i < count; ++i) values.data()[i] = static_cast<float>(random.uniform(-1, 1));
  return values;
}

AlignedFloats copy_of(const AlignedFloats& from) {
  AlignedFloats values(from.size());
  std::copy(from.data(), from.data() + from.size(), values.data());
  return values;
}

}  // namespace

TEST_CASE("sums, products and relu value by value") {
  for (const Instructions set : sets_here()) {
    const StepOps& ops = step_ops(set);
    Random random(1);
    const AlignedFloats a = floats(random);
    const AlignedFloats b = floats(random);
    AlignedFloats sum = copy_of(a);
    AlignedFloats scaled = copy_of(a);
    AlignedFloats product(kCount);
    AlignedFloats added = copy_of(b);
    AlignedFloats positive = copy_of(a);
    AlignedFloats back = copy_of(b);
    ops.add(sum.data(), b.data(), kCount);
    ops.add_scaled(scaled.data(), b.data(), 0.5F, kCount);
    ops.multiply(product.data(), a.data(), b.data(), kCount);
    ops.add_product(added.data(), a.data(), b.data(), kCount);
    ops.relu(positive.data(), kCount);
    ops.relu_backward(back.data(), a.data(), kCount, 2.0F);
    double dot = 0;
    for (size_t i = 0; i < kCount; ++i) {
      const float x = a.data()[i];
      const float y = b.data()[i];
      CHECK(sum.data()[i] == x + y);
      CHECK(scaled.data()[i] == x + y * 0.5F);
      CHECK(product.data()[i] == x * y);
      CHECK(added.data()[i] == Approx(y + x * y).margin(1e-7));
      CHECK(positive.data()[i] == std::max(x, 0.0F));
      CHECK(back.data()[i] == (x > 0 ? 2 * y : 0));
      dot += static_cast<double>(x) * y;
    }
    CHECK(ops.dot(a.data(), b.data(), kCount) == Approx(dot).margin(1e-4));
    CHECK(ops.dot(a.data(), b.data(), 16) != 0);
  }
}

TEST_CASE("dropout keeps its share, scaled, and other values each time") {
  constexpr double kDrop = 0.3;
  const auto threshold = static_cast<uint32_t>(kDrop * 4294967296.0);
  const float scale = 1 / (1 - 0.3F);
  std::vector<std::vector<float>> by_set;
  for (const Instructions set : sets_here()) {
    MaskBits bits = mask_bits(7, 0);
    AlignedFloats ones(160'000);
    std::fill(ones.data(), ones.data() + ones.size(), 1.0F);
    AlignedFloats again = copy_of(ones);
    step_ops(set).relu_dropout(ones.data(), ones.size(), threshold, scale, &bits);
    step_ops(set).relu_dropout(again.data(), again.size(), threshold, scale, &bits);
    size_t kept = 0;
    size_t both = 0;
    for (size_t i = 0; i < ones.size(); ++i) {
      const float value = ones.data()[i];
      REQUIRE((value == 0 || value == scale));
      kept += value > 0 ? 1 : 0;
      both += value > 0 && again.data()[i] > 0 ? 1 : 0;
    }
    // Deviations of a fair draw: sqrt(160000 x .7 x .3) = 183; of both kept sqrt(160000 x .49 x
    // .51) = 200.
    CHECK(std::abs(static_cast<double>(kept) - 112'000) < 5 * 183);
    CHECK(std::abs(static_cast<double>(both) - 78'400) < 5 * 200);
    by_set.emplace_back(ones.data(), ones.data() + ones.size());
    CHECK(by_set.back() == by_set.front());
  }
}

TEST_CASE("neighbours are dropped one apart from the other") {
  const auto threshold = static_cast<uint32_t>(0.5 * 4294967296.0);
  for (const size_t apart : {1UL, 15UL, 16UL, 17UL, 640UL}) {
    MaskBits bits = mask_bits(3, 1);
    AlignedFloats ones(160'000);
    std::fill(ones.data(), ones.data() + ones.size(), 1.0F);
    step_ops(sets_here().back()).relu_dropout(ones.data(), ones.size(), threshold, 1, &bits);
    double same = 0;
    for (size_t i = apart; i < ones.size(); ++i) {
      same += ones.data()[i] == ones.data()[i - apart] ? 1 : 0;
    }
    CHECK(std::abs(same / static_cast<double>(ones.size() - apart) - 0.5) < 5 * 0.00125);
  }
}

TEST_CASE("no values that relu takes come through dropout") {
  MaskBits bits = mask_bits(1, 2);
  Random random(2);
  AlignedFloats values = floats(random);
  const AlignedFloats before = copy_of(values);
  step_ops(Instructions::kBaseline).relu_dropout(values.data(), kCount, 1U << 30U, 2, &bits);
  for (size_t i = 0; i < kCount; ++i) {
    if (before.data()[i] <= 0) CHECK(values.data()[i] == 0);
  }
}

TEST_CASE("adamw by the formula in double precision") {
  for (const Instructions set : sets_here()) {
    Random random(4);
    AlignedFloats values = floats(random);
    const AlignedFloats gradients = floats(random);
    AlignedFloats first = floats(random);
    AlignedFloats second = floats(random);
    for (size_t i = 0; i < kCount; ++i) second.data()[i] = std::abs(second.data()[i]);
    const AlignedFloats value0 = copy_of(values);
    const AlignedFloats first0 = copy_of(first);
    const AlignedFloats second0 = copy_of(second);
    step_ops(set).adamw({values.data(), gradients.data(), first.data(), second.data(), kCount, 0.5F,
                         0.999F, 0.01F, 0.9F, 0.999F, 0.1F, 0.001F, 3.0F, 1e-8F});
    for (size_t i = 0; i < kCount; ++i) {
      const double g = 0.5 * gradients.data()[i];
      const double m = 0.9 * first0.data()[i] + 0.1 * g;
      const double v = 0.999 * second0.data()[i] + 0.001 * g * g;
      CHECK(second.data()[i] == Approx(v).epsilon(2e-7));
      const double wanted = 0.999 * value0.data()[i] - 0.01 * m / (std::sqrt(v) * 3 + 1e-8);
      CHECK(first.data()[i] == Approx(m).margin(1e-6));
      CHECK(second.data()[i] == Approx(v).margin(1e-6));
      CHECK(values.data()[i] == Approx(wanted).margin(1e-5));
    }
  }
}

TEST_CASE("sgd and averages by the formula in double precision") {
  for (const Instructions set : sets_here()) {
    Random random(5);
    AlignedFloats values = floats(random);
    const AlignedFloats gradients = floats(random);
    AlignedFloats velocity = floats(random);
    AlignedFloats average = floats(random);
    const AlignedFloats value0 = copy_of(values);
    const AlignedFloats velocity0 = copy_of(velocity);
    const AlignedFloats average0 = copy_of(average);
    step_ops(set).sgd(
        {values.data(), gradients.data(), velocity.data(), kCount, 0.5F, 0.99F, 0.1F, 0.9F});
    step_ops(set).approach(average.data(), values.data(), 0.25F, kCount);
    for (size_t i = 0; i < kCount; ++i) {
      const double v = 0.9 * velocity0.data()[i] + 0.5 * gradients.data()[i];
      const double value = 0.99 * value0.data()[i] - 0.1 * v;
      CHECK(velocity.data()[i] == Approx(v).margin(1e-6));
      CHECK(values.data()[i] == Approx(value).margin(1e-6));
      CHECK(average.data()[i] == Approx(0.75 * average0.data()[i] + 0.25 * value).margin(1e-6));
    }
  }
}

TEST_CASE("waves agree with double precision") {
  for (const Instructions set : sets_here()) {
    AlignedFloats angles(32'000);
    for (size_t i = 0; i < angles.size(); ++i) {
      angles.data()[i] = (static_cast<float>(i) - 16'000) / 16;
    }
    AlignedFloats sines(angles.size());
    AlignedFloats cosines(angles.size());
    step_ops(set).waves(angles.data(), sines.data(), cosines.data(), angles.size());
    double worst = 0;
    for (size_t i = 0; i < angles.size(); ++i) {
      const double angle = angles.data()[i];
      worst = std::max(worst, std::abs(sines.data()[i] - std::sin(angle)));
      worst = std::max(worst, std::abs(cosines.data()[i] - std::cos(angle)));
    }
    CHECK(worst < 2e-6);
  }
}

TEST_CASE("slopes of activations and of their blend agree with differences") {
  constexpr float kStep = 1.0F / 128;
  for (const Instructions set : sets_here()) {
    const StepOps& ops = step_ops(set);
    AlignedFloats x(320), above(320), below(320), blend(320), high(320), low(320), back(320),
        blends(320);
    for (size_t i = 0; i < 320; ++i) {
      x.data()[i] = (static_cast<float>(i) - 160.25F) / 20;
      above.data()[i] = x.data()[i] + kStep;
      below.data()[i] = x.data()[i] - kStep;
      blend.data()[i] = 0.25F + static_cast<float>(i % 5) / 4;
    }
    for (const Epilogue f : {Epilogue::kNone, Epilogue::kRelu, Epilogue::kGelu, Epilogue::kSilu,
                             Epilogue::kTanh, Epilogue::kSelu, Epilogue::kMish}) {
      for (const float* a :
           {static_cast<const float*>(nullptr), static_cast<const float*>(blend.data())}) {
        ops.activate(f, above.data(), a, high.data(), 320);
        ops.activate(f, below.data(), a, low.data(), 320);
        std::fill(back.data(), back.data() + 320, 2.0F);
        std::fill(blends.data(), blends.data() + 320, 1.0F);
        ops.activate_backward(f, x.data(), a, back.data(), blends.data(), 320);
        AlignedFloats plain(320);
        ops.activate(f, x.data(), nullptr, plain.data(), 320);
        double worst = 0;
        double worst_blend = 0;
        for (size_t i = 0; i < 320; ++i) {
          const double slope = (high.data()[i] - low.data()[i]) / (2 * kStep);
          worst = std::max(worst, std::abs(back.data()[i] / 2 - slope));
          const double wanted = a == nullptr ? 1 : 1 + 2 * (plain.data()[i] - x.data()[i]);
          worst_blend = std::max(worst_blend, std::abs(blends.data()[i] - wanted));
        }
        INFO(static_cast<int>(f));
        CHECK(worst < 2e-4);
        CHECK(worst_blend < 1e-5);
      }
    }
  }
}

TEST_CASE("dropout alone keeps signs, and its way back knows what it dropped") {
  Random random(9);
  MaskBits bits = mask_bits(1, 3);
  AlignedFloats values = floats(random);
  const AlignedFloats before = copy_of(values);
  const StepOps& ops = step_ops(host_instructions());
  ops.dropout(values.data(), kCount, 1U << 30U, 2, &bits);
  AlignedFloats back(kCount);
  std::fill(back.data(), back.data() + kCount, 3.0F);
  ops.dropout_backward(back.data(), values.data(), kCount, 2);
  size_t kept = 0;
  for (size_t i = 0; i < kCount; ++i) {
    const bool here = values.data()[i] != 0;
    kept += here ? 1 : 0;
    CHECK(values.data()[i] == (here ? 2 * before.data()[i] : 0));
    CHECK(back.data()[i] == (here ? 6 : 0));
  }
  CHECK(std::abs(static_cast<double>(kept) - 756) < 70);
}
