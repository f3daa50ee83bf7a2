// What needs a device of its own: run in a process of its own (ctest -L device), because the GPU
// half of LibTorch must be loaded before anything else of it looks for devices.
#include <torch/types.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <optional>

#include "core/error.h"
#include "device/device.h"
#include "device/device_fault.h"
#include "device/host_state.h"
#include "device/own_kernels.h"
#include "device/precision.h"
#include "model/fixtures.h"
#include "model/hidden_layers.h"
#include "model/layer_proof.h"
#include "model/torch_runtime.h"
#include "support/update_reference.h"

using namespace mlrun;

namespace {

// The device that auto takes; nullopt, and a remark, where that is the CPU.
std::optional<at::Device> accelerator_here() {
  DeviceChoice choice;
  const at::Device device = open_device("auto", choice);
  if (!device.is_cpu()) return device;
  WARN("skipped: " << choice.reason);
  return std::nullopt;
}

std::vector<float> answers_on(const at::Device& device, const std::string& precision = "fp32") {
  set_precision(precision);
  const auto description = test::small_model({}, 3);
  const auto state = host_state(*make_net(description, at::kCPU, 1));
  const auto answers = TorchRuntime(description, state, device).answer(test::small_features());
  set_precision("fp32");
  return answers;
}

void check_close(const std::vector<float>& got, const std::vector<float>& wanted, double by) {
  REQUIRE(got.size() == wanted.size());
  for (size_t i = 0; i < got.size(); ++i) {
    CHECK(std::abs(got[i] - wanted[i]) <= by + by * std::abs(wanted[i]));
  }
}

}  // namespace

TEST_CASE("the device answers as the CPU does", "[cuda]") {
  const auto device = accelerator_here();
  if (!device) return;
  const auto wanted = answers_on(at::kCPU);
  check_close(answers_on(*device), wanted, 1e-5);
  check_close(answers_on(*device, "tf32"), wanted, 1e-2);
}

TEST_CASE("a state goes to the device and comes home unchanged", "[cuda]") {
  const auto device = accelerator_here();
  if (!device) return;
  const auto description = test::small_model({}, 3);
  const auto state = host_state(*make_net(description, at::kCPU, 1));
  const auto net = make_net(description, *device, 2);
  load_state(*net, state);
  CHECK((host_state(*net) == state));
}

TEST_CASE("the same seed draws the same start on every device", "[cuda]") {
  const auto device = accelerator_here();
  if (!device) return;
  const auto description = test::small_model({}, 3);
  CHECK((host_state(*make_net(description, *device, 5)) ==
         host_state(*make_net(description, at::kCPU, 5))));
}

TEST_CASE("more memory than the device has is a device error that says so", "[cuda]") {
  const auto device = accelerator_here();
  if (!device) return;
  try {
    with_device_faults([&] { return torch::empty({int64_t{1} << 42}, *device); });
    FAIL("allocated");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kDevice);
    CHECK_THAT(error.what(), Catch::StartsWith("out of device memory on " + device->str() + ": ") &&
                                 Catch::Contains(" more are needed, ") &&
                                 Catch::Contains(" are free; "));
  }
  CHECK(torch::ones({2}, *device).sum().item<float>() == 2);
}

namespace {

std::vector<HiddenLayer> hidden_on(const at::Device& device, at::ScalarType type) {
  torch::manual_seed(4);
  std::vector<HiddenLayer> layers;
  int64_t in = 100;
  for (const int64_t out : {640, 640, 320}) {
    const auto leaf = [&](const at::Tensor& x) { return x.to(device, type).requires_grad_(); };
    layers.push_back({leaf(torch::randn({out, in}) / std::sqrt(static_cast<double>(in))),
                      leaf(torch::randn({out}))});
    in = out;
  }
  return layers;
}

// 1 for rows of x whose sums are all far from 0, where no rounding opens a relu that double
// precision keeps closed: that moves gradients far more than the rounding itself. [rows, members,
// 1].
at::Tensor far_from_0(at::Tensor x, const std::vector<HiddenLayer>& layers) {
  const torch::NoGradGuard no_grad;
  at::Tensor far = torch::ones({x.size(0), x.size(1), 1}, x.options());
  for (const auto& layer : layers) {
    const at::Tensor sums = torch::linear(x, layer.weight, layer.bias);
    far = far * (sums.abs().amin({2}, true) > 3e-5);
    x = sums.relu();
  }
  return far;
}

// The output, the gradients of x, weights and biases.
std::vector<at::Tensor> forth_and_back(const at::Device& device, at::ScalarType type,
                                       bool at_once) {
  const auto exact = hidden_on(device, at::kDouble);
  const at::Tensor rows = torch::randn({128, 33, 100}).to(device, at::kDouble);
  const at::Tensor far = far_from_0(rows, exact);
  const at::Tensor grad = (torch::randn({128, 33, 320}).to(device, at::kDouble) * far).to(type);
  const auto layers = hidden_on(device, type);
  const at::Tensor x = rows.to(type).requires_grad_();
  at::Tensor y = x;
  if (at_once) {
    const OwnKernelsScope scope;
    y = hidden_layers({x, {}, layers, {}}, 0).value();
  } else {
    for (const auto& layer : layers) y = torch::linear(y, layer.weight, layer.bias).relu();
  }
  y.backward(grad);
  std::vector<at::Tensor> all = {y.detach(), x.grad()};
  for (const auto& layer : layers) all.insert(all.end(), {layer.weight.grad(), layer.bias.grad()});
  return all;
}

double distance(const at::Tensor& got, const at::Tensor& wanted) {
  return ((got.to(at::kDouble) - wanted).norm() / wanted.norm()).item<double>();
}

}  // namespace

TEST_CASE("hidden layers as one piece of work are as exact as LibTorch's in fp32", "[cuda]") {
  const auto device = accelerator_here();
  if (!device) return;
  REQUIRE(layer_api(*device) != nullptr);
  const auto wanted = forth_and_back(*device, at::kDouble, false);
  const auto plain = forth_and_back(*device, at::kFloat, false);
  const auto got = forth_and_back(*device, at::kFloat, true);
  for (size_t i = 0; i < wanted.size(); ++i) {
    INFO("tensor " << i << ", LibTorch's distance " << distance(plain[i], wanted[i]));
    CHECK(distance(got[i], wanted[i]) <= 2 * distance(plain[i], wanted[i]) + 5e-7);
  }
}

TEST_CASE("every number of pieces holds on the device", "[cuda]") {
  const auto device = accelerator_here();
  if (!device) return;
  const LayerApi* api = layer_api(*device);
  REQUIRE(api != nullptr);
  for (const int64_t p : {0, 1, 2, 3}) {
    INFO(p << " pieces");
    CHECK(pieces_hold(*api, *device, p));
  }
}

TEST_CASE("hidden layers as one piece of work in tf32 and bf16", "[cuda]") {
  const auto device = accelerator_here();
  if (!device) return;
  const auto wanted = forth_and_back(*device, at::kDouble, false);
  // A relu that opens or not by a rounding moves gradients far more than products do: LibTorch's
  // own distance in the same precision is the measure.
  const auto check = [&](const auto& got, const auto& plain) {
    for (size_t i = 0; i < wanted.size(); ++i) {
      CHECK(distance(got[i], wanted[i]) <= 1.5 * distance(plain[i], wanted[i]) + 1e-3);
    }
  };
  set_precision("tf32");
  check(forth_and_back(*device, at::kFloat, true), forth_and_back(*device, at::kFloat, false));
  set_precision("fp32");
  const Autocast autocast("bf16", *device);
  check(forth_and_back(*device, at::kFloat, true), forth_and_back(*device, at::kFloat, false));
}

TEST_CASE("masks of hidden layers as one piece of work are the reference's", "[cuda]") {
  const auto device = accelerator_here();
  if (!device) return;
  const auto layers = hidden_on(*device, at::kFloat);
  const at::Tensor x = torch::randn({128, 33, 100}).to(*device);
  const at::Tensor start = random_state(*device);
  const at::Tensor wanted = hidden_layers({x, {}, layers, {}}, 0.25).value().detach();
  set_random_state(*device, start);
  const OwnKernelsScope scope;
  const at::Tensor got = hidden_layers({x, {}, layers, {}}, 0.25).value().detach();
  CHECK(distance(got, wanted.to(at::kDouble)) < 1e-5);
}

TEST_CASE("the update in one launch is the formula's", "[cuda]") {
  const auto device = accelerator_here();
  if (!device) return;
  const UpdateApi* api = update_api(*device);
  REQUIRE(api != nullptr);
  UpdateTensors got;
  for (int64_t i = 0; i < 60; ++i) {  // more than a launch takes
    const int64_t numbers = i % 7 == 0 ? 70'001 : 1 + i * 37;
    for (auto* list : {&got.parameters, &got.gradients, &got.first}) {
      list->push_back(torch::randn({numbers}).to(*device));
    }
    got.second.push_back(torch::rand({numbers}).to(*device));
    got.lr.push_back(i % 2 == 0 ? 1.0F : 0.5F);
    got.decay.push_back(i % 3 == 0 ? 0.0F : 0.1F);
  }
  UpdateTensors wanted = got;
  for (auto* list : {&wanted.parameters, &wanted.first, &wanted.second}) {
    for (auto& tensor : *list) tensor = tensor.clone();
  }
  AdamWStep step{
      0.9, 0.999, 1e-8, 1.0, torch::full({}, 0.01F).to(*device), torch::full({}, 3.0F).to(*device),
      {},  {}};
  step.squares = api->squares(got.gradients).sum();
  CHECK(step.squares.item<double>() ==
        Approx(test::squares_of(got.gradients).sum().item<double>()).epsilon(1e-5));
  api->adamw(got, step);
  test::adamw_update(wanted, step);
  for (size_t i = 0; i < got.parameters.size(); ++i) {
    CHECK(at::allclose(got.parameters[i], wanted.parameters[i], 1e-5, 1e-6));
    CHECK(at::allclose(got.second[i], wanted.second[i], 1e-5, 1e-7));
  }
}
