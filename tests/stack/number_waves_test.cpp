#include "stack/number_waves.h"

#include <catch2/catch.hpp>
#include <cmath>

using namespace mlrun;

TEST_CASE("sines and cosines of near and far angles") {
  AlignedFloats angles(16);
  const float some[] = {0, 0.5F, -3, 999, 1001, -12345.5F, 3e6F};
  std::copy(std::begin(some), std::end(some), angles.data());
  AlignedFloats sines(16);
  AlignedFloats cosines(16);
  waves_of(step_ops(host_instructions()), angles, sines, cosines);
  for (size_t i = 0; i < std::size(some); ++i) {
    CHECK(sines.data()[i] == Approx(std::sin(static_cast<double>(some[i]))).margin(3e-6));
    CHECK(cosines.data()[i] == Approx(std::cos(static_cast<double>(some[i]))).margin(3e-6));
  }
}
