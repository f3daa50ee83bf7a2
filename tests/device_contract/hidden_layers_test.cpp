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

// Three layers' answers and gradients in double precision, on the host.
Way in_double(const at::Tensor& x, const std::vector<HiddenLayer>& layers, const at::Tensor& grad) {
  std::vector<at::Tensor> leaves = {x.cpu().to(at::kDouble).detach().requires_grad_()};
  at::Tensor y = leaves[0];
  for (const auto& layer : layers) {
    leaves.push_back(layer.weight.detach().cpu().to(at::kDouble).requires_grad_());
    leaves.push_back(layer.bias.detach().cpu().to(at::kDouble).requires_grad_());
    y = torch::relu(torch::linear(y, leaves[leaves.size() - 2], leaves.back()));
  }
  y.backward(grad.cpu().to(at::kDouble));
  Way way{y.detach(), {}};
  for (const auto& leaf : leaves) way.gradients.push_back(leaf.grad());
  return way;
}

Way at_once(const at::Tensor& x, const std::vector<HiddenLayer>& layers, const at::Tensor& grad) {
  const OwnKernelsScope scope;
  const auto y = hidden_layers(x, layers, 0);
  REQUIRE(y);
  y->backward(grad);
  Way way{y->detach().cpu(), {x.grad().cpu()}};
  for (const auto& layer : layers) {
    way.gradients.push_back(layer.weight.grad().cpu());
    way.gradients.push_back(layer.bias.grad().cpu());
  }
  return way;
}

double distance(const at::Tensor& got, const at::Tensor& wanted) {
  const at::Tensor difference = got.to(at::kDouble) - wanted;
  return (difference.norm() / wanted.norm()).item<double>();
}

std::vector<HiddenLayer> some_layers(const std::vector<int64_t>& widths) {
  std::vector<HiddenLayer> layers;
  for (size_t i = 0; i + 1 < widths.size(); ++i) {
    layers.push_back({torch::randn({widths[i + 1], widths[i]}).div(4).to(kFake).requires_grad_(),
                      torch::randn({widths[i + 1]}).to(kFake).requires_grad_()});
  }
  return layers;
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
    const auto layers = some_layers(widths);
    const at::Tensor x = torch::randn({sizes[0], 3, widths.front()}).to(kFake).requires_grad_();
    const at::Tensor grad = torch::randn({sizes[0], 3, widths.back()}).to(kFake);
    const Way got = at_once(x, layers, grad);
    const Way wanted = in_double(x, layers, grad);
    CHECK(distance(got.y, wanted.y) < 1e-6);
    REQUIRE(got.gradients.size() == wanted.gradients.size());
    for (size_t i = 0; i < got.gradients.size(); ++i) {
      CHECK(distance(got.gradients[i], wanted.gradients[i]) < 1e-6);
    }
  }
}

TEST_CASE("layers that do not fit go LibTorch's way") {
  load_device_plugin();
  const at::Tensor x = torch::randn({5, 1, 8}).to(kFake);
  CHECK_FALSE(hidden_layers(x, some_layers({8, 12}), 0));
  CHECK_FALSE(hidden_layers(x, {}, 0));
  CHECK_FALSE(hidden_layers(x.cpu(), some_layers({8, 16}), 0));
  CHECK(hidden_layers(x, some_layers({8, 16}), 0));
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
