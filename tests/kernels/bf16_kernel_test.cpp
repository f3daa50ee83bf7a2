#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "kernels/panels.h"
#include "kernels/products.h"
#include "kernels/rounding.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

size_t up(size_t count) { return (count + 15) / 16 * 16; }

// Rows filled up to a multiple of 16 floats by 1s, which must not count.
AlignedFloats filled_up(const std::vector<float>& values, size_t rows, size_t columns) {
  AlignedFloats out(std::max<size_t>(1, rows * up(columns)));
  std::fill_n(out.data(), rows * up(columns), 1.0F);
  for (size_t r = 0; r < rows; ++r) {
    std::copy_n(values.data() + r * columns, columns, out.data() + r * up(columns));
  }
  return out;
}

// The largest error of rows x^T W^T, in roundings of fp32 of the sum of magnitudes.
double error_of(const std::vector<float>& out, size_t stride, const Problem& problem) {
  double worst = 0;
  for (size_t r = 0; r < problem.rows; ++r) {
    for (size_t c = 0; c < problem.outputs; ++c) {
      double sum = problem.bias[c];
      double size = std::abs(sum);
      for (size_t k = 0; k < problem.depth; ++k) {
        const double product = static_cast<double>(nearest_bf16(problem.x[r * problem.depth + k])) *
                               nearest_bf16(problem.weight[c * problem.depth + k]);
        sum += product;
        size += std::abs(product);
      }
      worst = std::max(worst, std::abs(out[r * stride + c] - sum) / (size * 6e-8 + 1e-30));
    }
  }
  return worst;
}

double forward_error(const Bf16Kernel& kernel, const Problem& problem) {
  const size_t width = up(problem.outputs);
  const AlignedFloats x = filled_up(problem.x, problem.rows, problem.depth);
  const AlignedFloats weight = filled_up(problem.weight, problem.outputs, problem.depth);
  AlignedFloats words(problem.rows * up(problem.depth) / 2 + 1);
  AlignedFloats panels(half(problem.depth) * width + 1);
  kernel.round(x.data(), problem.rows * up(problem.depth), words.data());
  kernel.pack_columns(weight.data(), up(problem.depth), problem.depth, problem.outputs,
                      panels.data(), 1);
  std::vector<float> bias(width, 0.0F);
  std::copy(problem.bias.begin(), problem.bias.end(), bias.begin());
  std::vector<float> out(problem.rows * width);
  kernel.run({words.data(), up(problem.depth) / 2, problem.rows, half(problem.depth), panels.data(),
              bias.data(), out.data(), width, width, Epilogue::kNone});
  return error_of(out, width, problem);
}

// The same product from x that lies depth by depth, as gradients of weights are made.
double transposed_error(const Bf16Kernel& kernel, const Problem& problem) {
  const size_t width = up(problem.outputs);
  const size_t rows = up(problem.rows);
  AlignedFloats x(problem.depth * rows);
  AlignedFloats weight(problem.depth * width);
  for (size_t k = 0; k < problem.depth; ++k) {
    for (size_t r = 0; r < problem.rows; ++r) {
      x.data()[k * rows + r] = problem.x[r * problem.depth + k];
    }
    for (size_t c = 0; c < problem.outputs; ++c) {
      weight.data()[k * width + c] = problem.weight[c * problem.depth + k];
    }
  }
  AlignedFloats words(half(problem.depth) * rows);
  for (size_t k = 0; k < problem.depth; k += 2) {
    const float* next = k + 1 < problem.depth ? x.data() + (k + 1) * rows : nullptr;
    kernel.pair(x.data() + k * rows, next, rows, words.data() + k / 2 * rows);
  }
  AlignedFloats panels(half(problem.depth) * width);
  kernel.pack_rows(weight.data(), width, problem.depth, problem.outputs, panels.data(), 1);
  std::vector<float> out(problem.rows * width);
  for (size_t r = 0; r < problem.rows; ++r) {
    std::copy(problem.bias.begin(), problem.bias.end(),
              out.begin() + static_cast<std::ptrdiff_t>(r * width));
  }
  kernel.run({words.data(), rows, problem.rows, half(problem.depth), panels.data(), nullptr,
              out.data(), width, width, Epilogue::kNone, true});
  return error_of(out, width, problem);
}

constexpr double kRoundings = 8;

}  // namespace

TEST_CASE("floats round to the nearest bf16, ties to even") {
  const Bf16Kernel* kernel = bf16_here();
  if (kernel == nullptr) {
    WARN("this processor does not multiply bf16: not tested");
    return;
  }
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  // 1 + 1/256 lies between 1 and 1 + 1/128: to the even one; 1 + 3/256 likewise.
  std::vector<float> values = {1, -2.5F,     1.00390625F, 1.01171875F, 1.0039063F, 3e38F,
                               0, kInfinity, -kInfinity,  1e-30F,      -0.1F,      1.5F};
  values.resize(16, std::nanf(""));
  AlignedFloats words(8);
  kernel->round(values.data(), 16, words.data());
  const std::vector<float> first = {1, 1, nearest_bf16(1.0039063F), 0, -kInfinity, -0.10009765625F};
  for (size_t i = 0; i < first.size(); ++i) CHECK(lower_half(words.data()[i]) == first[i]);
  const std::vector<float> second = {
      -2.5F, 1.015625F, nearest_bf16(3e38F), kInfinity, nearest_bf16(1e-30F), 1.5F};
  for (size_t i = 0; i < second.size(); ++i) CHECK(upper_half(words.data()[i]) == second[i]);
  CHECK(std::isnan(lower_half(words.data()[7])));
  AlignedFloats pairs(16);
  kernel->pair(values.data(), nullptr, 16, pairs.data());
  for (size_t i = 0; i < 12; ++i) {
    CHECK(lower_half(pairs.data()[i]) == nearest_bf16(values[i]));
    CHECK(upper_half(pairs.data()[i]) == 0);
  }
}

TEST_CASE("products of bf16 of every shape up to 70 agree with double precision") {
  const Bf16Kernel* kernel = bf16_here();
  if (kernel == nullptr) {
    WARN("this processor does not multiply bf16: not tested");
    return;
  }
  Random random(1, "shapes");
  for (size_t rows = 1; rows <= 70; rows += rows < 28 ? 1 : 7) {
    for (size_t outputs = 1; outputs <= 70; ++outputs) {
      const size_t depth = 1 + (rows * 31 + outputs * 7) % 70;
      const Problem problem(rows, depth, outputs, random);
      REQUIRE(forward_error(*kernel, problem) < kRoundings);
      REQUIRE(transposed_error(*kernel, problem) < kRoundings);
    }
  }
}

TEST_CASE("large products of bf16 agree with double precision") {
  const Bf16Kernel* kernel = bf16_here();
  if (kernel == nullptr) {
    WARN("this processor does not multiply bf16: not tested");
    return;
  }
  Random random(2, "large");
  for (const size_t depth : {1UL, 639UL, 640UL, 1279UL, 1280UL, 1281UL, 1500UL}) {
    const Problem problem(1 + random.below(150), depth, 1 + random.below(150), random);
    CHECK(forward_error(*kernel, problem) < kRoundings);
    CHECK(transposed_error(*kernel, problem) < kRoundings);
  }
}

TEST_CASE("a factor multiplies before it rounds") {
  const Bf16Kernel* kernel = bf16_here();
  if (kernel == nullptr) {
    WARN("this processor does not multiply bf16: not tested");
    return;
  }
  AlignedFloats values(32);
  for (size_t i = 0; i < 32; ++i) values.data()[i] = 1 + static_cast<float>(i) / 3;
  AlignedFloats panels(32);
  kernel->pack_rows(values.data(), 16, 2, 3, panels.data(), 0.7F);
  for (size_t c = 0; c < 16; ++c) {
    const float known = c < 3 ? 1.0F : 0.0F;
    CHECK(lower_half(panels.data()[c]) == known * nearest_bf16(values.data()[c] * 0.7F));
    CHECK(upper_half(panels.data()[c]) == known * nearest_bf16(values.data()[16 + c] * 0.7F));
  }
  kernel->pack_columns(values.data(), 16, 3, 2, panels.data(), 0.7F);
  CHECK(lower_half(panels.data()[1]) == nearest_bf16(values.data()[16] * 0.7F));
  CHECK(upper_half(panels.data()[1]) == nearest_bf16(values.data()[17] * 0.7F));
  CHECK(lower_half(panels.data()[17]) == nearest_bf16(values.data()[18] * 0.7F));
  CHECK(upper_half(panels.data()[17]) == 0);
  CHECK(panels.data()[2] == 0);
}
