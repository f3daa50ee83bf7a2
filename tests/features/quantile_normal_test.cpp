#include "features/quantile_normal.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "core/error.h"

using namespace mlrun;
using Catch::Matchers::Message;

namespace {

QuantileNormal of_quantiles(std::vector<double> quantiles) {
  const auto count = static_cast<int64_t>(quantiles.size());
  return QuantileNormal(1, {{"quantiles", {1, count}, std::move(quantiles)}});
}

void check_map(const QuantileNormal& transform, std::vector<double> from,
               const std::vector<double>& to) {
  const std::vector<double> raw = from;
  transform.apply(0, from);
  for (size_t i = 0; i < raw.size(); ++i) {
    INFO("x = " << raw[i]);
    CHECK(from[i] == Approx(to[i]).epsilon(1e-12).margin(1e-12));
  }
}

// 360 values, 147 of them 0, the others uneven.
std::vector<double> skewed() {
  std::vector<double> values;
  for (int i = 0; i < 360; ++i) {
    const double root = std::max(0, i * 37 % 101 - 40);
    values.push_back(root * root / 8);
  }
  return values;
}

}  // namespace

// scikit-learn 1.9: QuantileTransformer(n_quantiles=12, output_distribution="normal") fitted on
// skewed(), its quantiles_ and its transform.
TEST_CASE("quantile-normal maps as scikit-learn's QuantileTransformer") {
  const QuantileNormal transform = of_quantiles(
      {0, 0, 0, 0, 0, 3.375000000000007, 24.5, 68.79545454545445, 136.125, 220.5, 325.125, 450});
  check_map(transform, {-5, 0, 1e-8, 0.125, 1, 3.125, 50.5, 112.5, 200, 449.99, 450, 1000},
            {-5.199337582605575, -5.199337582605575, -5.199337582605575, -0.3398005495843502,
             -0.27782749846551763, -0.13119266837153654, 0.2502816922245936, 0.5111414493542923,
             0.8277511449068289, 4.335241559472748, 5.19933758270342, 5.19933758270342});
}

// The same with quantiles_ set by hand: plateaus inside land in their middle.
TEST_CASE("quantile-normal puts ties in the middle as scikit-learn does") {
  check_map(of_quantiles({-3, -1.5, -1.5, -1.5, 0.25, 2, 2, 7.5}),
            {-4, -3, -2.25, -1.5, -1, 0.25, 1.9, 2, 3, 7.4999, 7.5, 9},
            {-5.199337582605575, -5.199337582605575, -1.465233792685523, -0.5659488219328631,
             -0.07680897576940825, 0.18001236979270496, 0.542092039953719, 0.7916386077433741,
             1.1907130991210533, 4.556762719222439, 5.19933758270342, 5.19933758270342});
}

TEST_CASE("quantile-normal by hand: the median maps to 0, infinities to the ends") {
  const QuantileNormal transform = of_quantiles({0, 1, 2});
  const double inf = std::numeric_limits<double>::infinity();
  std::vector<double> values = {1, 0.5, inf, -inf, std::nan("")};
  transform.apply(0, values);
  CHECK(values[0] == 0);
  CHECK(values[1] == Approx(-0.6744897501960817));
  CHECK(values[2] == Approx(5.19933758270342));
  CHECK(values[3] == Approx(-5.199337582605575));
  CHECK(std::isnan(values[4]));
}

TEST_CASE("the fit takes max(min(rows / 30, 1000), 10) quantiles, never more than rows") {
  const std::vector<std::pair<int64_t, int64_t>> known = {
      {3, 3}, {100, 10}, {329, 10}, {330, 11}, {29999, 999}, {30030, 1000}, {90000, 1000}};
  for (const auto& [rows, quantiles] : known) {
    QuantileNormal transform;
    Random noise(1);
    transform.add_input({0, 1, 2}, rows, noise);
    CHECK(transform.arrays()[0].shape == std::vector<int64_t>{1, quantiles});
  }
}

// numpy.nanquantile(skewed(), linspace(0, 1, 12)) as above, but for the noise of the fit.
TEST_CASE("the fitted quantiles are those of the training values, within the noise") {
  QuantileNormal transform;
  Random noise(7, "quantile-noise");
  transform.add_input(skewed(), 360, noise);
  const NamedArray array = transform.arrays()[0];
  CHECK(array.name == "quantiles");
  const std::vector<double> expected = {0,    0,         0,       0,     0,       3.375,
                                        24.5, 68.795454, 136.125, 220.5, 325.125, 450};
  for (size_t i = 0; i < expected.size(); ++i) {
    CHECK(array.values[i] == Approx(expected[i]).margin(6e-5));
  }
  CHECK(std::is_sorted(array.values.begin(), array.values.end()));
  CHECK(array.values[0] != 0);
}

TEST_CASE("the same seed gives the same fit, another seed another") {
  const auto fitted = [](uint64_t seed) {
    QuantileNormal transform;
    Random noise(seed, "quantile-noise");
    transform.add_input(skewed(), 360, noise);
    return transform.arrays()[0].values;
  };
  CHECK(fitted(3) == fitted(3));
  CHECK(fitted(3) != fitted(4));
}

TEST_CASE("inputs keep their own quantiles, and loading gives the same bits") {
  QuantileNormal transform;
  Random noise(1);
  transform.add_input(skewed(), 360, noise);
  transform.add_input({1, 2, 3, 4, 5}, 360, noise);
  const QuantileNormal loaded(2, transform.arrays());
  for (size_t input = 0; input < 2; ++input) {
    std::vector<double> a = {0, 1.5, 3, 4.25, 100, 449};
    std::vector<double> b = a;
    transform.apply(input, a);
    loaded.apply(input, b);
    CHECK(a == b);
    CHECK(a[2] == Approx(input == 0 ? -0.14 : 0.0).margin(1e-3));
  }
}

TEST_CASE("quantile-normal leaves out what the noise would drown") {
  CHECK(QuantileNormal().near_constant(1, 1));
  CHECK(QuantileNormal().near_constant(0, 1e-6));
  CHECK_FALSE(QuantileNormal().near_constant(0, 2e-6));
  CHECK(QuantileNormal().arrays().empty());
}

TEST_CASE("quantiles that fall or do not fit are refused") {
  CHECK_THROWS_MATCHES(QuantileNormal(2, {{"quantiles", {2, 3}, {0, 1, 2, 3, 2, 5}}}), Error,
                       Message("features: array \"quantiles\": row 1: expected rising values, "
                               "got one that falls"));
  CHECK_THROWS_MATCHES(
      QuantileNormal(2, {{"quantiles", {3, 2}, {0, 1, 2, 3, 4, 5}}}), Error,
      Message("features: array \"quantiles\": expected shape [2, any], got [3, 2]"));
  CHECK_THROWS_MATCHES(QuantileNormal(1, {}), Error,
                       Message("features: array \"quantiles\" is missing"));
}
