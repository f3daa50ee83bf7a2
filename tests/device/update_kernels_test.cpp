#include <torch/types.h>

#include <catch2/catch.hpp>

#include "support/device_source.h"
#include "support/update_reference.h"

namespace {

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wsign-compare"
namespace kernel {
using std::min;
#include "device/update_kernels.cu"
}  // namespace kernel
#pragma GCC diagnostic pop

using namespace mlrun;

constexpr unsigned kThreads = 4;

template <class Work>
void launch(int blocks, const Work& work) {
  blockDim = {kThreads, 1};
  gridDim = {static_cast<unsigned>(blocks), 1};
  for (blockIdx.x = 0; blockIdx.x < gridDim.x; ++blockIdx.x) {
    for (threadIdx.x = 0; threadIdx.x < blockDim.x; ++threadIdx.x) work();
  }
}

kernel::Table table_of(const UpdateTensors& tensors) {
  kernel::Table table{};
  table.tensors = static_cast<int>(tensors.parameters.size());
  for (size_t i = 0; i < tensors.parameters.size(); ++i) {
    table.parameter[i] = tensors.parameters[i].data_ptr<float>();
    table.gradient[i] = tensors.gradients[i].const_data_ptr<float>();
    table.first[i] = tensors.first[i].data_ptr<float>();
    table.second[i] = tensors.second[i].data_ptr<float>();
    table.numbers[i] = static_cast<int>(tensors.parameters[i].numel());
    table.first_block[i + 1] =
        table.first_block[i] + (table.numbers[i] + kernel::kChunk - 1) / kernel::kChunk;
    table.lr[i] = tensors.lr[i];
    table.decay[i] = tensors.decay[i];
  }
  return table;
}

UpdateTensors some_tensors() {
  torch::manual_seed(3);
  UpdateTensors tensors;
  for (const int64_t numbers : {5, 2500, 1024, 1}) {
    tensors.parameters.push_back(torch::randn({numbers}));
    tensors.gradients.push_back(torch::randn({numbers}));
    tensors.first.push_back(torch::randn({numbers}));
    tensors.second.push_back(torch::rand({numbers}));
    tensors.lr.push_back(numbers == 5 ? 1.0F : 0.25F);
    tensors.decay.push_back(numbers == 1024 ? 0.0F : 0.1F);
  }
  return tensors;
}

UpdateTensors copy_of(const UpdateTensors& tensors) {
  UpdateTensors copy = tensors;
  for (auto* list : {&copy.parameters, &copy.first, &copy.second}) {
    for (auto& tensor : *list) tensor = tensor.clone();
  }
  return copy;
}

const float* data(const at::Tensor& tensor) {
  return tensor.defined() ? tensor.const_data_ptr<float>() : nullptr;
}

}  // namespace

TEST_CASE("the device's source sums the squares of all gradients") {
  const UpdateTensors tensors = some_tensors();
  const kernel::Table table = table_of(tensors);
  const int blocks = table.first_block[table.tensors];
  CHECK(blocks == 1 + 3 + 1 + 1);
  const at::Tensor sums = torch::full({blocks * int64_t{kThreads}}, -7.0F);
  launch(blocks, [&] { kernel::squares(table, sums.data_ptr<float>(), 0); });
  CHECK(sums.sum().item<double>() ==
        Approx(test::squares_of(tensors.gradients).sum().item<double>()).epsilon(1e-5));
}

TEST_CASE("the device's source takes AdamW's step as its formula says") {
  for (const int variant : {0, 1, 2, 3}) {
    const UpdateTensors wanted = some_tensors();
    const UpdateTensors got = copy_of(wanted);
    AdamWStep step;
    step.beta1 = 0.9, step.beta2 = 0.999, step.eps = 1e-8, step.clip_norm = 1;
    step.lr = torch::tensor(0.01F);
    step.steps = torch::tensor(variant == 0 ? 1.0F : 700.0F);
    if (variant >= 2) step.squares = torch::tensor(variant == 2 ? 400.0F : 0.25F);
    if (variant == 3) step.decay_share = torch::tensor(0.5F);
    test::adamw_update(wanted, step);
    const kernel::Rule rule{
        0.9F,  0.999F, 0.1F, 0.001F, std::log(0.9F), static_cast<float>(std::log(0.999)),
        1e-8F, 1.0F};
    const kernel::Table table = table_of(got);
    launch(table.first_block[table.tensors], [&] {
      kernel::adamw(table, rule, data(step.lr), data(step.steps), data(step.decay_share),
                    data(step.squares));
    });
    for (size_t i = 0; i < got.parameters.size(); ++i) {
      CHECK(at::allclose(got.parameters[i], wanted.parameters[i], 1e-5, 1e-6));
      CHECK(at::allclose(got.first[i], wanted.first[i], 1e-5, 1e-7));
      CHECK(at::allclose(got.second[i], wanted.second[i], 1e-5, 1e-7));
    }
  }
}
