#include <catch2/catch.hpp>
#include <functional>
#include <limits>

#include "kernels/products.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

// Rounding errors of a sum add up like a walk; this many of them were never seen.
constexpr double kRoundings = 8;

double erf_gelu(double x) { return 0.5 * x * (1 + std::erf(x / std::sqrt(2.0))); }

double selu(double x) {
  constexpr double kScale = 1.0507009873554804934193349852946;
  constexpr double kAlpha = 1.6732632423543772848170429916717;
  return x > 0 ? kScale * x : kScale * kAlpha * std::expm1(x);
}

struct Named {
  Epilogue epilogue;
  std::function<double(double)> exact;
};

std::vector<Named> activations() {
  return {{Epilogue::kNone, [](double x) { return x; }},
          {Epilogue::kRelu, [](double x) { return x > 0 ? x : 0; }},
          {Epilogue::kGelu, erf_gelu},
          {Epilogue::kSilu, [](double x) { return x / (1 + std::exp(-x)); }},
          {Epilogue::kTanh, [](double x) { return std::tanh(x); }},
          {Epilogue::kSelu, selu},
          {Epilogue::kMish, [](double x) { return x * std::tanh(std::log1p(std::exp(x))); }}};
}

// A layer of depth 1 and weight 1: the activation alone.
std::vector<float> activated(Instructions set, Epilogue epilogue, const std::vector<float>& x) {
  const float one = 1;
  const float zero = 0;
  const PackedLayer layer(set, 1, 1, &one, 1, &zero, epilogue);
  AlignedFloats out(x.size() * layer.width());
  layer.apply(x.data(), 1, x.size(), out.data(), layer.width());
  std::vector<float> values;
  for (size_t i = 0; i < x.size(); ++i) values.push_back(out.data()[i * layer.width()]);
  return values;
}

std::vector<float> points() {
  std::vector<float> x = {0, 1e-30F, -1e-30F, 1e-6F, -1e-6F};
  for (int i = -24000; i <= 24000; ++i) x.push_back(static_cast<float>(i) / 1000);
  for (const float far : {30.0F, 80.0F, 89.0F, 100.0F, 1000.0F}) x.insert(x.end(), {far, -far});
  return x;
}

}  // namespace

TEST_CASE("products of every shape up to 70 agree with double precision") {
  Random random(1, "shapes");
  for (const Instructions set : sets_here()) {
    double worst = 0;
    for (size_t rows = 1; rows <= 70; rows += rows < 28 ? 1 : 7) {
      for (size_t outputs = 1; outputs <= 70; ++outputs) {
        const size_t depth = 1 + (rows * 31 + outputs * 7) % 70;
        const Problem problem(rows, depth, outputs, random);
        worst = std::max(worst, problem.error_of(problem.answers(problem.layer(set), 0, rows)));
      }
    }
    CHECK(worst < kRoundings);
  }
}

TEST_CASE("every depth up to 70 and those around a pass agree with double precision") {
  Random random(2, "depths");
  for (const Instructions set : sets_here()) {
    for (size_t depth = 0; depth <= 800; depth += depth < 70 ? 1 : 61) {
      const Problem problem(13, depth, 33, random);
      CHECK(problem.error_of(problem.answers(problem.layer(set), 0, 13)) < kRoundings);
    }
    for (const size_t depth : {639UL, 640UL, 641UL, 1279UL, 1280UL, 1281UL}) {
      const Problem problem(14, depth, 19, random);
      CHECK(problem.error_of(problem.answers(problem.layer(set), 0, 14)) < kRoundings);
    }
  }
}

TEST_CASE("large products of random shapes agree with double precision") {
  Random random(3, "large");
  for (int i = 0; i < 6; ++i) {
    const Problem problem(1 + random.below(300), 1 + random.below(700), 1 + random.below(300),
                          random);
    for (const Instructions set : sets_here()) {
      CHECK(problem.error_of(problem.answers(problem.layer(set), 0, problem.rows)) < kRoundings);
    }
  }
}

TEST_CASE("a row's bits do not depend on the rows beside it") {
  Random random(4, "company");
  const Problem problem(1000, 300, 45, random);
  for (const Instructions set : sets_here()) {
    for (const auto& [epilogue, exact] : activations()) {
      const PackedLayer layer = problem.layer(set, epilogue);
      const auto all = problem.answers(layer, 0, 1000);
      for (const size_t count : {1UL, 2UL, 5UL, 11UL, 12UL, 13UL, 95UL, 97UL, 500UL}) {
        for (const size_t first : {0UL, 1UL, 499UL}) {
          const auto part = problem.answers(layer, first, count);
          const auto from = all.begin() + static_cast<std::ptrdiff_t>(first * problem.outputs);
          REQUIRE(std::equal(part.begin(), part.end(), from));
        }
      }
    }
  }
}

TEST_CASE("rows with zeros agree with double precision, in any company") {
  Random random(14, "zeros");
  for (const size_t rows : {1UL, 2UL, 5UL, 6UL, 7UL, 50UL}) {
    for (const size_t depth : {1UL, 7UL, 17UL, 64UL, 100UL, 650UL}) {
      Problem problem(rows, depth, 70, random);
      problem.keep_some(0.3, random);
      for (const Instructions set : sets_here()) {
        const PackedLayer layer = problem.layer(set);
        const auto all = problem.answers(layer, 0, rows);
        REQUIRE(problem.error_of(all) < kRoundings);
        const auto last = problem.answers(layer, rows - 1, 1);
        REQUIRE(std::equal(last.begin(), last.end(), all.end() - 70));
      }
    }
  }
}

// A weight that is no number shows which steps were worked on.
TEST_CASE("a step that is 0 in all rows of a tile is left out, and no other") {
  constexpr size_t kDepth = 50;
  constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
  for (const Instructions set : sets_here()) {
    for (const size_t step : {0UL, 3UL, 15UL, 16UL, 47UL, 49UL}) {
      for (const size_t outputs : {1UL, 20UL, 40UL, 70UL}) {
        std::vector<float> weight(outputs * kDepth, 1);
        for (size_t o = 0; o < outputs; ++o) weight[o * kDepth + step] = kNone;
        const std::vector<float> bias(outputs, 0.5F);
        const PackedLayer layer(set, kDepth, outputs, weight.data(), kDepth, bias.data(),
                                Epilogue::kNone);
        std::vector<float> rows(2 * kTileRows * kDepth, 1);
        for (size_t r = 0; r < 2 * kTileRows; ++r) rows[r * kDepth + step] = 0;
        rows[(2 * kTileRows - 1) * kDepth + step] = 2;  // of the second tile
        AlignedFloats out(2 * kTileRows * layer.width());
        layer.apply(rows.data(), kDepth, 2 * kTileRows, out.data(), layer.width());
        for (size_t r = 0; r < 2 * kTileRows; ++r) {
          const float last = out.data()[r * layer.width() + outputs - 1];
          REQUIRE((r < kTileRows ? last == 49.5F : std::isnan(last)));
        }
      }
    }
  }
}

TEST_CASE("the sets with fused multiply-add give the same bits") {
  if (!host_has(Instructions::kAvx512) || !host_has(Instructions::kAvx2)) return;
  Random random(5, "sets");
  const Problem problem(50, 600, 70, random);
  CHECK(problem.answers(problem.layer(Instructions::kAvx2), 0, 50) ==
        problem.answers(problem.layer(Instructions::kAvx512), 0, 50));
}

TEST_CASE("activations agree with double precision") {
  const auto x = points();
  for (const Instructions set : sets_here()) {
    for (const auto& [epilogue, exact] : activations()) {
      const auto got = activated(set, epilogue, x);
      double worst = 0;
      for (size_t i = 0; i < x.size(); ++i) {
        const double wanted = exact(static_cast<double>(x[i]));
        worst = std::max(worst, std::abs(got[i] - wanted) / std::max(std::abs(wanted), 0.1));
      }
      INFO(name(set) << ", epilogue " << static_cast<int>(epilogue));
      CHECK(worst < (epilogue <= Epilogue::kRelu ? 1e-30 : 1e-6));
    }
  }
}

TEST_CASE("what is no number stays none, and infinities have their limits") {
  const float infinity = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (const Instructions set : sets_here()) {
    for (const auto& [epilogue, exact] : activations()) {
      const auto got = activated(set, epilogue, {nan, 3e38F, infinity});
      INFO(name(set) << ", epilogue " << static_cast<int>(epilogue));
      CHECK(std::isnan(got[0]));
      CHECK(got[1] >= 1);
      CHECK(got[2] >= 1);
    }
  }
}
