// In libmlrun_cuda_kernels.so: the update of all parameters in one launch (update_api.h) on NVIDIA
// devices.
#include <ATen/ops/empty.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "device/cuda_source.h"
#include "device/update_api.h"
#include "device/update_source.h"

namespace mlrun {
namespace {

// As in update_kernels.cu.
constexpr size_t kTensors = 48;
constexpr int64_t kChunk = 1024;
constexpr unsigned kThreads = 256;
constexpr int64_t kWarps = kThreads / 32;

struct Table {
  std::array<void*, kTensors> parameter{};
  std::array<const void*, kTensors> gradient{};
  std::array<void*, kTensors> first{};
  std::array<void*, kTensors> second{};
  std::array<int, kTensors + 1> first_block{};
  std::array<int, kTensors> numbers{};
  std::array<float, kTensors> lr{};
  std::array<float, kTensors> decay{};
  int tensors = 0;
};

struct Rule {
  float beta1, beta2, rest1, rest2, log_beta1, log_beta2, eps, clip_norm;
};

struct Kernels {
  explicit Kernels(int device)
      : source(kUpdateSource, device),
        squares(source.kernel("squares")),
        adamw(source.kernel("adamw")) {}
  CudaSource source;
  cudaKernel_t squares, adamw;
};

KernelsOfDevices<Kernels> kernels;

std::string fault(const at::Device& device) { return kernels.prepare(device); }

int blocks_of(const at::Tensor& tensor) {
  return static_cast<int>((tensor.numel() + kChunk - 1) / kChunk);
}

// Gradients from `begin` on, as many as a launch takes.
Table table_of(const std::vector<at::Tensor>& gradients, size_t begin) {
  Table table;
  const size_t count = std::min(kTensors, gradients.size() - begin);
  for (size_t i = 0; i < count; ++i) {
    const at::Tensor& gradient = gradients[begin + i];
    table.gradient.at(i) = gradient.const_data_ptr();
    table.numbers.at(i) = static_cast<int>(gradient.numel());
    table.first_block.at(i + 1) = table.first_block.at(i) + blocks_of(gradient);
  }
  table.tensors = static_cast<int>(count);
  return table;
}

int blocks_of(const Table& table) {
  return table.first_block.at(static_cast<size_t>(table.tensors));
}

at::Tensor squares(const std::vector<at::Tensor>& gradients) {
  int64_t blocks = 0;
  for (const auto& gradient : gradients) blocks += blocks_of(gradient);
  at::Tensor sums = at::empty({blocks * kWarps}, gradients.front().options());
  int first_sum = 0;
  for (size_t begin = 0; begin < gradients.size(); begin += kTensors) {
    const Table table = table_of(gradients, begin);
    launch(kernels.of(sums).squares, blocks_of(table), kThreads, table, sums.data_ptr(), first_sum);
    first_sum += blocks_of(table) * static_cast<int>(kWarps);
  }
  return sums;
}

const void* data_or_null(const at::Tensor& tensor) {
  return tensor.defined() ? tensor.const_data_ptr() : nullptr;
}

void adamw(const UpdateTensors& tensors, const AdamWStep& step) {
  const Rule rule{static_cast<float>(step.beta1),
                  static_cast<float>(step.beta2),
                  static_cast<float>(1 - step.beta1),
                  static_cast<float>(1 - step.beta2),
                  static_cast<float>(std::log(step.beta1)),
                  static_cast<float>(std::log(step.beta2)),
                  static_cast<float>(step.eps),
                  static_cast<float>(step.clip_norm)};
  for (size_t begin = 0; begin < tensors.gradients.size(); begin += kTensors) {
    Table table = table_of(tensors.gradients, begin);
    for (size_t i = 0; i < static_cast<size_t>(table.tensors); ++i) {
      table.parameter.at(i) = tensors.parameters[begin + i].data_ptr();
      table.first.at(i) = tensors.first[begin + i].data_ptr();
      table.second.at(i) = tensors.second[begin + i].data_ptr();
      table.lr.at(i) = tensors.lr[begin + i];
      table.decay.at(i) = tensors.decay[begin + i];
    }
    launch(kernels.of(step.lr).adamw, blocks_of(table), kThreads, table, rule,
           step.lr.const_data_ptr(), step.steps.const_data_ptr(), data_or_null(step.decay_share),
           data_or_null(step.squares));
  }
}

}  // namespace
}  // namespace mlrun

extern "C" const mlrun::UpdateApi* mlrun_update_api() {
  static const mlrun::UpdateApi api{&mlrun::fault, &mlrun::squares, &mlrun::adamw};
  return &api;
}
