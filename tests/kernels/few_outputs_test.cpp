#include "kernels/few_outputs.h"

#include <catch2/catch.hpp>

#include "kernels/products.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("few outputs agree with double precision, and with themselves in any company") {
  Random random(11, "few");
  std::vector<std::vector<float>> fused;
  for (const Instructions set : sets_here()) {
    Random same(12, "few");
    std::vector<float> all;
    for (const size_t depth : {1UL, 7UL, 16UL, 40UL, 53UL, 64UL, 100UL, 257UL, 500UL}) {
      for (size_t outputs = 1; outputs <= FewOutputs::kMost; ++outputs) {
        const Problem problem(9, depth, outputs, same);
        const size_t stride = (depth + 15) / 16 * 16;
        AlignedFloats rows(9 * stride);
        for (size_t r = 0; r < 9; ++r) {
          std::copy_n(problem.x.data() + r * depth, depth, rows.data() + r * stride);
        }
        const FewOutputs layer(set, depth, outputs, problem.weight.data(), problem.bias.data());
        std::vector<float> out(9 * outputs);
        layer.apply(rows.data(), stride, 9, out.data());
        CHECK(problem.error_of(out) < 8);
        std::vector<float> alone(outputs);
        layer.apply(rows.data() + 5 * stride, stride, 1, alone.data());
        CHECK(std::equal(alone.begin(), alone.end(),
                         out.begin() + static_cast<int64_t>(5 * outputs)));
        all.insert(all.end(), out.begin(), out.end());
      }
    }
    if (set != Instructions::kBaseline) fused.push_back(all);
  }
  for (const auto& each : fused) CHECK(each == fused.front());
}
