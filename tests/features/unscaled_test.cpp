#include "features/unscaled.h"

#include <catch2/catch.hpp>

using namespace mlrun;

TEST_CASE("none changes no number and keeps no array") {
  Unscaled transform;
  Random noise(1);
  transform.add_input({1, 2, 3}, 3, noise);
  std::vector<double> values = {-7.25, 1e30};
  transform.apply(0, values);
  CHECK(values == std::vector<double>{-7.25, 1e30});
  CHECK(transform.arrays().empty());
  CHECK(transform.near_constant(3, 3));
  CHECK_FALSE(transform.near_constant(1e-9, 2e-9));
}
