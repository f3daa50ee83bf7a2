#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace mlrun {

// xoshiro256** (Blackman and Vigna, 2018), seeded by splitmix64: the same numbers on every host
// and with every version of LibTorch. One stream per purpose: Random(seed, "shuffle").
class Random {
 public:
  using State = std::array<uint64_t, 4>;

  explicit Random(uint64_t seed, std::string_view purpose = "");
  uint64_t next();
  // Uniform in [0, 1), 53 bits.
  double uniform();
  double uniform(double low, double high);
  // Standard normal by the polar method.
  double normal();
  // Uniform integer in [0, bound), without bias. Requires bound > 0.
  uint64_t below(uint64_t bound);
  // Fisher-Yates over 0..n-1.
  std::vector<int64_t> permutation(int64_t n);
  void shuffle(std::span<int64_t> values);

  const State& state() const { return state_; }
  void set_state(const State& state) { state_ = state; }

 private:
  State state_;
};

}  // namespace mlrun
