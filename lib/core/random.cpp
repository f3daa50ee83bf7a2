#include "core/random.h"

#include <cassert>
#include <cmath>
#include <numeric>
#include <utility>

namespace mlrun {
namespace {

uint64_t rotate_left(uint64_t value, int bits) { return (value << bits) | (value >> (64 - bits)); }

// splitmix64 (Steele, Lea, Flood, 2014).
uint64_t split_mix(uint64_t& state) {
  state += 0x9E3779B97F4A7C15u;
  uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

// FNV-1a, 64 bits.
uint64_t fnv1a(std::string_view text) {
  uint64_t hash = 0xCBF29CE484222325u;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001B3u;
  }
  return hash;
}

// log(x) for 0 < x <= 1. Not std::log: its last bit depends on the C library and on whether the
// host has fused multiply-add, and every host must draw the same numbers. fma is exact everywhere.
double log_unit(double x) {
  int exponent = 0;
  double m = std::frexp(x, &exponent);
  if (m < 0.7071067811865476) {
    m *= 2;
    --exponent;
  }
  const double s = (m - 1) / (m + 1);
  const double z = s * s;
  double series = 0;
  for (int k = 23; k >= 3; k -= 2) series = std::fma(series, z, 1.0 / k);
  return std::fma(exponent, 0.6931471805599453, 2 * std::fma(s * z, series, s));
}

}  // namespace

Random::Random(uint64_t seed, std::string_view purpose) {
  if (!purpose.empty()) seed ^= fnv1a(purpose);
  for (uint64_t& word : state_) word = split_mix(seed);
}

uint64_t Random::next() {
  const uint64_t result = rotate_left(state_[1] * 5, 7) * 9;
  const uint64_t t = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= t;
  state_[3] = rotate_left(state_[3], 45);
  return result;
}

double Random::uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }

double Random::uniform(double low, double high) { return std::fma(high - low, uniform(), low); }

// The second number of each pair is dropped, so that the state is the four words and no more.
double Random::normal() {
  while (true) {
    const double u = 2 * uniform() - 1;
    const double v = 2 * uniform() - 1;
    const double radius = std::fma(u, u, v * v);
    if (radius > 0 && radius < 1) return u * std::sqrt(-2 * log_unit(radius) / radius);
  }
}

uint64_t Random::below(uint64_t bound) {
  assert(bound > 0);
  // The lowest 2^64 mod bound values would make the small results more likely. They all lie below
  // the bound, where hardly any draw lies, so that mostly one division is enough.
  uint64_t value = next();
  if (value < bound) {
    const uint64_t reject = (0 - bound) % bound;
    while (value < reject) value = next();
  }
  return value % bound;
}

std::vector<int64_t> Random::permutation(int64_t n) {
  std::vector<int64_t> values(static_cast<size_t>(n));
  std::iota(values.begin(), values.end(), int64_t{0});
  shuffle(values);
  return values;
}

void Random::shuffle(std::span<int64_t> values) {
  for (size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
}

}  // namespace mlrun
