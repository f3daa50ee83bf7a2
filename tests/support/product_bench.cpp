// Times the packed product of each instruction set: one JSON object per line.
// scripts/bench/product.py reads it. Arguments: rows depth outputs, repeated.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "kernels/bf16.h"
#include "kernels/panels.h"
#include "kernels/products.h"

using namespace mlrun;

namespace {

constexpr int kRounds = 15;

// Billions of operations per second, the median of some rounds.
template <class Work>
double rate(double operations, const Work& work) {
  const int repeats = std::max(1, static_cast<int>(2e8 / operations));
  std::vector<double> seconds;
  for (int round = 0; round < kRounds; ++round) {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < repeats; ++i) work();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    seconds.push_back(took.count() / repeats);
  }
  std::nth_element(seconds.begin(), seconds.begin() + kRounds / 2, seconds.end());
  return operations / seconds[kRounds / 2] / 1e9;
}

// A core's peak: multiply-adds on registers, twelve chains of them, no load.
template <class Floats>
inline __attribute__((always_inline)) float chains(int steps) {
  Floats sums[12];
#pragma GCC unroll 12
  for (int i = 0; i < 12; ++i) sums[i] = Floats{} + static_cast<float>(i);
  const Floats factor = Floats{} + 0.999F;
  for (int step = 0; step < steps; ++step) {
#pragma GCC unroll 12
    for (int i = 0; i < 12; ++i) sums[i] = sums[i] * factor + factor;
  }
  float total = 0;
#pragma GCC unroll 12
  for (int i = 0; i < 12; ++i) total += sums[i][0];
  return total;
}

using Four = float __attribute__((vector_size(16)));
using Eight = float __attribute__((vector_size(32)));
using Sixteen = float __attribute__((vector_size(64)));

float chains_of_4(int steps) { return chains<Four>(steps); }
#ifdef __x86_64__
__attribute__((target("avx2,fma"))) float chains_of_8(int steps) { return chains<Eight>(steps); }
__attribute__((target("avx512f"))) float chains_of_16(int steps) { return chains<Sixteen>(steps); }
#else
constexpr auto chains_of_8 = chains_of_4;
constexpr auto chains_of_16 = chains_of_4;
#endif

double peak_of(size_t lanes) {
  constexpr int kSteps = 100'000;
  const auto run = lanes == 16 ? &chains_of_16 : lanes == 8 ? &chains_of_8 : &chains_of_4;
  volatile float result = 0;
  return rate(24.0 * kSteps * static_cast<double>(lanes), [&] { result = run(kSteps); });
}

void print_rate(std::string_view set, const size_t (&shape)[3], double gflops) {
  std::printf(R"({"set": "%s", "shape": [%zu, %zu, %zu], "gflops": %.2f})"
              "\n",
              std::string(set).c_str(), shape[0], shape[1], shape[2], gflops);
}

// Of rows that are filled up to whole registers; rounding them is part of it.
void report_bf16(const Bf16Kernel& kernel, const size_t (&shape)[3], const std::vector<float>& x,
                 const std::vector<float>& weight, const std::vector<float>& bias) {
  const size_t rows = shape[0];
  const size_t depth = shape[1];
  const size_t outputs = shape[2];
  const size_t width = whole_lanes(outputs, kernel.lanes);
  const size_t stride = whole_lanes(depth, kernel.lanes);
  AlignedFloats filled(rows * stride), words(rows * stride / 2), panels(half(depth) * width);
  AlignedFloats start(width), out(rows * width);
  for (size_t row = 0; row < rows; ++row) {
    std::copy_n(x.data() + row * depth, depth, filled.data() + row * stride);
  }
  std::copy(bias.begin(), bias.end(), start.data());
  kernel.pack_columns(weight.data(), depth, depth, outputs, panels.data(), 1);
  const double got = rate(2.0 * static_cast<double>(rows * depth * outputs), [&] {
    kernel.round(filled.data(), rows * stride, words.data());
    kernel.run({words.data(), stride / 2, rows, half(depth), panels.data(), start.data(),
                out.data(), width, width, Epilogue::kRelu});
  });
  print_rate(name(Instructions::kAvx512Bf16), shape, got);
}

void report(Instructions set, const size_t (&shape)[3]) {
  Random random(1, "bench");
  const size_t rows = shape[0];
  const size_t depth = shape[1];
  const size_t outputs = shape[2];
  const auto x = test::draw(rows * depth, random);
  const auto weight = test::draw(outputs * depth, random);
  const auto bias = test::draw(outputs, random);
  if (const Bf16Kernel* bf16 = bf16_kernel(set)) return report_bf16(*bf16, shape, x, weight, bias);
  const PackedLayer layer(set, depth, outputs, weight.data(), depth, bias.data(), Epilogue::kRelu);
  AlignedFloats out(rows * layer.width());
  const double operations = 2.0 * static_cast<double>(rows * depth * outputs);
  const double got =
      rate(operations, [&] { layer.apply(x.data(), depth, rows, out.data(), layer.width()); });
  print_rate(name(set), shape, got);
}

}  // namespace

int main(int argc, char** argv) {
  for (const Instructions set : test::sets_here()) {
    std::printf(R"({"set": "%s", "peak": %.2f})"
                "\n",
                std::string(name(set)).c_str(), peak_of(product_kernel(set).lanes));
    for (int at = 1; at + 2 < argc; at += 3) {
      report(set, {std::strtoul(argv[at], nullptr, 10), std::strtoul(argv[at + 1], nullptr, 10),
                   std::strtoul(argv[at + 2], nullptr, 10)});
    }
  }
}
