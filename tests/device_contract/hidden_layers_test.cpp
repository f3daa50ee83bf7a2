#include "model/hidden_layers.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

#include "device/device_plugin.h"
#include "device/host_state.h"
#include "device/own_kernels.h"
#include "device_contract/plugin.h"
#include "model/model_factory.h"
#include "train/rows.h"
#include "train/trainer.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

struct Way {
  at::Tensor y;
  std::vector<at::Tensor> gradients;
};

std::vector<at::Tensor> leaves_of(const LayerStack& stack) {
  std::vector<at::Tensor> leaves = stack.parameters();
  leaves.push_back(stack.x);
  return leaves;
}

Way way_of(const LayerStack& stack, const at::Tensor& y, const at::Tensor& grad) {
  y.backward(grad);
  Way way{y.detach().cpu(), {}};
  for (const auto& leaf : leaves_of(stack)) way.gradients.push_back(leaf.grad().cpu());
  return way;
}

// Answers and gradients in double precision, on the host.
Way in_double(LayerStack stack, const at::Tensor& grad) {
  const auto here = [](at::Tensor& leaf) {
    if (leaf.defined()) leaf = leaf.detach().cpu().to(at::kDouble).requires_grad_();
  };
  for (auto* leaf : {&stack.x, &stack.factors, &stack.heads.weight, &stack.heads.bias}) here(*leaf);
  at::Tensor y = stack.factors.defined() ? stack.x * stack.factors : stack.x;
  for (auto& layer : stack.layers) {
    here(layer.weight);
    here(layer.bias);
    y = torch::relu(torch::linear(y, layer.weight, layer.bias));
  }
  if (stack.heads.weight.defined()) {
    y = (y * stack.heads.weight).sum(2, true) + stack.heads.bias.unsqueeze(1);
  }
  return way_of(stack, y, grad.cpu().to(at::kDouble));
}

Way at_once(const LayerStack& stack, const at::Tensor& grad) {
  const OwnKernelsScope scope;
  const auto y = hidden_layers(stack, 0);
  REQUIRE(y);
  return way_of(stack, *y, grad);
}

double distance(const at::Tensor& got, const at::Tensor& wanted) {
  const at::Tensor difference = got.to(at::kDouble) - wanted;
  return (difference.norm() / wanted.norm()).item<double>();
}

at::Tensor some(at::IntArrayRef sizes, double divisor = 1) {
  return torch::randn(sizes).div(divisor).to(kFake).requires_grad_();
}

std::vector<HiddenLayer> some_layers(const std::vector<int64_t>& widths) {
  std::vector<HiddenLayer> layers;
  for (size_t i = 0; i + 1 < widths.size(); ++i) {
    layers.push_back({some({widths[i + 1], widths[i]}, 4), some({widths[i + 1]})});
  }
  return layers;
}

void check_exact(const LayerStack& stack, const at::Tensor& grad) {
  const Way got = at_once(stack, grad);
  const Way wanted = in_double(stack, grad);
  CHECK(distance(got.y, wanted.y) < 1e-6);
  REQUIRE(got.gradients.size() == wanted.gradients.size());
  for (size_t i = 0; i < got.gradients.size(); ++i) {
    CHECK(distance(got.gradients[i], wanted.gradients[i]) < 1e-6);
  }
}

TrainConfig tabm_config() {
  TrainConfig config;
  TabMOptions options{.members = 4, .blocks = 3, .width = 16, .dropout = 0.1};
  config.model = options;
  config.train.optimizer.type = "sgd";
  config.train.batch_size = 16;
  config.train.epochs = 50;
  config.train.patience = 0;
  return config;
}

TrainReport fit(TrainConfig config, const char* compile, StateDict& state) {
  config.device.compile = compile;
  const ModelDescription description{config.model, kPlane, 1, false};
  const auto net = make_net(description, kFake, 3);
  const Trainer trainer(config, description, Task::kRegression, {});
  TrainReport report = trainer.fit(*net, plane(64), plane(10), kFake, [](const auto&) {});
  state = host_state(*net);
  return report;
}

}  // namespace

TEST_CASE("numbers in pieces and whole ones answer and learn as exactly as fp32 does") {
  load_device_plugin();
  torch::manual_seed(5);
  // The last is too small for pieces to pay on the fake device.
  for (const std::vector<int64_t>& sizes :
       {std::vector<int64_t>{37, 13, 24, 16, 8}, std::vector<int64_t>{37, 8, 32},
        std::vector<int64_t>{2100, 8, 8}, std::vector<int64_t>{4, 5, 16, 8}}) {
    const std::vector<int64_t> widths(sizes.begin() + 1, sizes.end());
    const LayerStack stack{some({sizes[0], 3, widths.front()}), {}, some_layers(widths), {}};
    check_exact(stack, torch::randn({sizes[0], 3, widths.back()}).to(kFake));
  }
}

TEST_CASE("members' factors and heads around them are as exact, rows shared or a member's own") {
  load_device_plugin();
  torch::manual_seed(6);
  constexpr int64_t kMembers = 3;
  // Inputs that are no multiple of 4 too; the last three are too small for pieces.
  for (const auto& [n, in] :
       {std::pair<int64_t, int64_t>{40, 12}, {41, 13}, {3, 8}, {3, 5}, {3, 1}}) {
    for (const int64_t own : {int64_t{1}, kMembers}) {
      INFO(n << " rows of " << in << ", own " << own);
      const LayerStack stack{some({n, own, in}),
                             some({kMembers, in}),
                             some_layers({in, 16, 24}),
                             {some({kMembers, 24}, 4), some({kMembers})}};
      check_exact(stack, torch::randn({n, kMembers, 1}).to(kFake));
      LayerStack without = stack;
      without.heads = {};
      for (const auto& leaf : leaves_of(stack)) leaf.mutable_grad() = at::Tensor();
      check_exact(without, torch::randn({n, kMembers, 24}).to(kFake));
    }
  }
}

TEST_CASE("without a scope a stack is LibTorch's operations, with heads and factors too") {
  load_device_plugin();
  torch::manual_seed(7);
  const LayerStack stack{
      some({40, 1, 12}), some({3, 12}), some_layers({12, 16, 24}), {some({3, 24}), some({3})}};
  const at::Tensor plain = hidden_layers(stack, 0).value().detach();
  const OwnKernelsScope scope;
  const at::Tensor got = hidden_layers(stack, 0).value().detach();
  CHECK(plain.sizes() == got.sizes());
  CHECK(distance(got.cpu(), plain.cpu().to(at::kDouble)) < 1e-6);
}

TEST_CASE("layers that do not fit go LibTorch's way") {
  load_device_plugin();
  const at::Tensor x = torch::randn({5, 1, 8}).to(kFake);
  CHECK_FALSE(hidden_layers({x, {}, some_layers({8, 12}), {}}, 0));
  CHECK_FALSE(hidden_layers({x, {}, {}, {}}, 0));
  CHECK_FALSE(hidden_layers({x.cpu(), {}, some_layers({8, 16}), {}}, 0));
  CHECK(hidden_layers({x, {}, some_layers({8, 16}), {}}, 0));
}

TEST_CASE("200 recorded steps of hidden layers as one piece have the losses of LibTorch's") {
  load_device_plugin();
  StateDict eager_state;
  StateDict graph_state;
  const TrainReport eager = fit(tabm_config(), "none", eager_state);
  const TrainReport graph = fit(tabm_config(), "graph", graph_state);
  CHECK(graph.runner == "graph");
  CHECK(graph.steps == 200);
  CHECK(difference(eager_state, graph_state) < 1e-5);
  CHECK(difference(eager_state, graph_state) > 0);  // it was not LibTorch's
  REQUIRE(graph.history.size() == eager.history.size());
  for (size_t i = 0; i < graph.history.size(); ++i) {
    CHECK(graph.history[i].train_loss == Approx(eager.history[i].train_loss).epsilon(1e-4));
  }
  StateDict again;
  fit(tabm_config(), "graph", again);
  CHECK(difference(graph_state, again) == 0);
}
