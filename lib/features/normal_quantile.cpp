#include "features/normal_quantile.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace mlrun {
namespace {

using Coefficients = std::array<double, 8>;

// Numerators and denominators of the rational functions, constant term first.
constexpr Coefficients kCentreTop = {3.3871328727963666080e0,  1.3314166789178437745e+2,
                                     1.9715909503065514427e+3, 1.3731693765509461125e+4,
                                     4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                     3.3430575583588128105e+4, 2.5090809287301226727e+3};
constexpr Coefficients kCentreBottom = {1.0,
                                        4.2313330701600911252e+1,
                                        6.8718700749205790830e+2,
                                        5.3941960214247511077e+3,
                                        2.1213794301586595867e+4,
                                        3.9307895800092710610e+4,
                                        2.8729085735721942674e+4,
                                        5.2264952788528545610e+3};
constexpr Coefficients kTailTop = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                   5.76949722146069140550e0,  3.64784832476320460504e0,
                                   1.27045825245236838258e0,  2.41780725177450611770e-1,
                                   2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr Coefficients kTailBottom = {1.0,
                                      2.05319162663775882187e0,
                                      1.67638483018380384940e0,
                                      6.89767334985100004550e-1,
                                      1.48103976427480074590e-1,
                                      1.51986665636164571966e-2,
                                      5.47593808499534494600e-4,
                                      1.05075007164441684324e-9};
constexpr Coefficients kFarTop = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                  1.78482653991729133580e0,  2.96560571828504891230e-1,
                                  2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                  2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr Coefficients kFarBottom = {1.0,
                                     5.99832206555887937690e-1,
                                     1.36929880922735805310e-1,
                                     1.48753612908506148525e-2,
                                     7.86869131145613259100e-4,
                                     1.84631831751005468180e-5,
                                     1.42151175831644588870e-7,
                                     2.04426310338993978564e-15};

double polynomial(const Coefficients& c, double x) {
  double sum = c[7];
  for (size_t i = 7; i-- > 0;) sum = sum * x + c[i];
  return sum;
}

double ratio(const Coefficients& top, const Coefficients& bottom, double x) {
  return polynomial(top, x) / polynomial(bottom, x);
}

// ln(x) for 0 < x < 1 by the series of artanh. Not std::log: C libraries differ in its last bit,
// and so does one library between hosts with and without fused multiply-add.
double log_of_fraction(double x) {
  int exponent = 0;
  double mantissa = std::frexp(x, &exponent);
  if (mantissa < 0.7071067811865476) {
    mantissa *= 2;
    --exponent;
  }
  const double s = (mantissa - 1) / (mantissa + 1);
  double series = 0;
  for (int k = 23; k >= 1; k -= 2) series = series * (s * s) + 1.0 / k;
  return exponent * 0.6931471805599453 + 2 * s * series;
}

constexpr double kCentre = 0.425;  // |p - 1/2| up to here is no tail

double in_centre(double q) { return q * ratio(kCentreTop, kCentreBottom, 0.180625 - q * q); }

double in_tail(double p) {
  const bool low = p < 0.5;
  const double r = std::sqrt(-log_of_fraction(low ? p : 1 - p));
  const double tail =
      r <= 5 ? ratio(kTailTop, kTailBottom, r - 1.6) : ratio(kFarTop, kFarBottom, r - 5);
  return low ? -tail : tail;
}

}  // namespace

double normal_quantile(double p) {
  const double q = p - 0.5;
  return std::abs(q) <= kCentre ? in_centre(q) : in_tail(p);
}

// The centre's formula for all, without a branch, so that several go through it together; then the
// tails, a seventh of evenly spread shares, one by one.
void normal_quantiles(std::span<double> values) {
  std::array<double, 256> shares;
  for (size_t first = 0; first < values.size(); first += shares.size()) {
    const auto block = values.subspan(first, std::min(shares.size(), values.size() - first));
    std::copy(block.begin(), block.end(), shares.begin());
    for (double& value : block) value = in_centre(value - 0.5);
    for (size_t i = 0; i < block.size(); ++i) {
      if (std::abs(shares[i] - 0.5) > kCentre) block[i] = in_tail(shares[i]);
    }
  }
}

}  // namespace mlrun
