#include "features/normal_quantile.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <utility>
#include <vector>

using mlrun::normal_quantile;

// scipy 1.17: scipy.stats.norm.ppf.
TEST_CASE("the normal quantile as scipy has it") {
  const std::vector<std::pair<double, double>> known = {
      {1e-300, -37.0470962993612},      {1e-20, -9.262340089798409}, {1e-7, -5.1993375821928165},
      {1e-3, -3.090232306167813},       {0.02, -2.053748910631823},  {0.075, -1.4395314709384563},
      {0.1, -1.2815515655446004},       {0.3, -0.5244005127080409},  {0.6, 0.2533471031357997},
      {0.925, 1.4395314709384563},      {0.99, 2.3263478740408408},  {0.999999, 4.753424308817087},
      {1 - 0x1p-53, 8.209536151601387},
  };
  for (const auto& [p, x] : known) {
    INFO("p = " << p);
    CHECK(normal_quantile(p) == Approx(x).epsilon(2e-15));
  }
}

TEST_CASE("the normal quantile is odd about one half and rises") {
  CHECK(normal_quantile(0.5) == 0);
  for (const double p : {0.0625, 0.25, 0.4375, 0x1p-30}) {
    CHECK(normal_quantile(1 - p) == -normal_quantile(p));
  }
  double last = normal_quantile(1e-9);
  for (int i = 1; i < 4096; ++i) {
    const double next = normal_quantile(i / 4096.0);
    CHECK(next > last);
    last = next;
  }
}

TEST_CASE("the normal quantile undoes the distribution function") {
  for (const double x : {-6.0, -3.5, -1.0, -0.125, 0.75, 2.0}) {
    const double p = 0.5 * std::erfc(-x / std::sqrt(2.0));
    CHECK(normal_quantile(p) == Approx(x).epsilon(1e-13));
  }
}

TEST_CASE("many quantiles are the bits of one by one") {
  std::vector<double> shares = {
      1e-300, 0.075, 0.925, std::nextafter(0.075, 0), std::nextafter(0.925, 1), std::nan("")};
  for (int i = 1; i < 3000; ++i) shares.push_back(i / 3000.0);
  std::vector<double> many = shares;
  mlrun::normal_quantiles(many);
  for (size_t i = 0; i < shares.size(); ++i) {
    if (std::isnan(shares[i])) {
      CHECK(std::isnan(many[i]));
    } else {
      REQUIRE(many[i] == normal_quantile(shares[i]));
    }
  }
}
