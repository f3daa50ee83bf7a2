#include "features/quantile_index.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "core/random.h"

using namespace mlrun;

namespace {

// Around every quantile and between them, beyond both ends, and the extremes.
std::vector<double> probes(const std::vector<double>& quantiles) {
  constexpr double kFar = std::numeric_limits<double>::infinity();
  std::vector<double> x = {-kFar, -1e300, -1, 0, 1, 1e300, kFar};
  for (size_t i = 0; i < quantiles.size(); ++i) {
    const double q = quantiles[i];
    x.insert(x.end(), {q, std::nextafter(q, -kFar), std::nextafter(q, kFar)});
    if (i > 0) x.push_back(q / 2 + quantiles[i - 1] / 2);
  }
  return x;
}

void check_all(const std::vector<double>& quantiles) {
  const QuantileIndex index(quantiles);
  for (const double x : probes(quantiles)) {
    const auto wanted = std::lower_bound(quantiles.begin(), quantiles.end(), x);
    REQUIRE(index.first_not_below(quantiles, x) == static_cast<size_t>(wanted - quantiles.begin()));
  }
}

std::vector<double> rising(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values;
}

}  // namespace

TEST_CASE("a place among few quantiles, ties and crowds is the one of a plain search") {
  check_all({1});
  check_all({1, 1});
  check_all({0, 0, 0, 5});
  check_all({-3, -1.5, -1.5, -1.5, 0.25, 2, 2, 7.5});
  check_all({0, 1e-300, 2e-300, 1});
  check_all({-1e308, 0, 1e308});
  check_all({0, 5e-324});
}

TEST_CASE("a place among many quantiles is the one of a plain search") {
  Random random(1, "quantiles");
  for (const double power : {1.0, 3.0, 25.0}) {
    std::vector<double> values;
    for (int i = 0; i < 1000; ++i) values.push_back(std::pow(random.normal(), power));
    check_all(rising(values));
    for (double& value : values) value = std::round(value);
    check_all(rising(values));
  }
}
