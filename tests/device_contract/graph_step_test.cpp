#include "train/graph_step.h"

#include <torch/types.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "device/device.h"
#include "device/device_plugin.h"
#include "device/host_state.h"
#include "device_contract/plugin.h"
#include "model/graph_forward.h"
#include "model/model_factory.h"
#include "model/torch_runtime.h"
#include "train/rows.h"
#include "train/trainer.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

TrainConfig small_config(const char* optimizer) {
  TrainConfig config;
  DenseOptions options;
  options.hidden = {16, 8};
  options.dropout = 0.2;
  config.model = options;
  config.train.optimizer.type = optimizer;
  config.train.batch_size = 8;
  config.train.epochs = 6;
  config.train.patience = 0;
  config.train.schedule.type = "cosine";  // another learning rate each step
  return config;
}

struct Fitted {
  TrainReport report;
  StateDict state;
};

Fitted fit(TrainConfig config, const char* compile, const LabelledRows& rows) {
  load_device_plugin();
  config.device.compile = compile;
  const ModelDescription description{config.model, kPlane, 1, false};
  const auto net = make_net(description, kFake, 3);
  const Trainer trainer(config, description, Task::kRegression, {});
  Fitted fitted;
  fitted.report = trainer.fit(*net, rows, plane(10), kFake, [](const auto&) {});
  fitted.state = host_state(*net);
  return fitted;
}

}  // namespace

TEST_CASE("recorded steps give the weights of eager ones, learning rate and masks moving on") {
  for (const char* optimizer : {"adamw", "sgd"}) {
    const TrainConfig config = small_config(optimizer);
    // 61 rows: seven full batches and a last one of 5, which runs eagerly.
    const Fitted eager = fit(config, "none", plane(61));
    const Fitted graph = fit(config, "graph", plane(61));
    CHECK(eager.report.runner == "eager");
    CHECK(graph.report.runner == "graph");
    CHECK(difference(eager.state, graph.state) < 1e-6);
    REQUIRE(eager.report.history.size() == graph.report.history.size());
    for (size_t i = 0; i < eager.report.history.size(); ++i) {
      CHECK(eager.report.history[i].train_loss ==
            Approx(graph.report.history[i].train_loss).epsilon(1e-5));
    }
  }
}

TEST_CASE("dropout that falls over the run falls in recorded steps too") {
  for (const char* type : {"dense", "tabm"}) {
    TrainConfig config = small_config("sgd");
    if (std::string(type) == "tabm") {
      config.model = TabMOptions{.members = 2, .blocks = 1, .width = 8, .dropout = 0.5};
    }
    config.train.schedule.dropout = "flat-cosine";
    const Fitted eager = fit(config, "none", plane(64));
    const Fitted graph = fit(config, "graph", plane(64));
    CHECK(graph.report.runner == "graph");
    CHECK(difference(eager.state, graph.state) < 1e-6);
    config.train.schedule.dropout = "constant";
    CHECK(difference(eager.state, fit(config, "none", plane(64)).state) > 1e-5);
  }
}

TEST_CASE("the average of the weights moves on in recorded steps") {
  TrainConfig config = small_config("adamw");
  const Fitted plain = fit(config, "none", plane(61));
  config.train.ema = 0.9;
  const Fitted eager = fit(config, "none", plane(61));
  const Fitted graph = fit(config, "graph", plane(61));
  CHECK(graph.report.runner == "graph");
  CHECK(difference(eager.state, graph.state) < 1e-6);
  CHECK(difference(eager.state, plain.state) > 1e-5);
}

TEST_CASE("several steps a launch give the same weights") {
  TrainConfig config = small_config("adamw");
  const Fitted eager = fit(config, "none", plane(61));
  config.device.steps_per_launch = 3;  // seven full batches: two launches of three, one eager step
  const Fitted graph = fit(config, "graph", plane(61));
  CHECK(graph.report.runner == "graph");
  CHECK(difference(eager.state, graph.state) < 1e-6);
}

TEST_CASE("batch norm's running statistics and row weights go through a graph") {
  // SGD: a bias before a norm has no gradient but rounding, which AdamW would scale up.
  TrainConfig config = small_config("sgd");
  std::get<DenseOptions>(config.model).batch_norm = true;
  LabelledRows rows = plane(64);
  for (int64_t i = 0; i < 64; ++i) rows.weights.push_back(static_cast<float>(i % 3));
  const Fitted eager = fit(config, "none", rows);
  const Fitted graph = fit(config, "graph", rows);
  CHECK(graph.report.runner == "graph");
  CHECK(difference(eager.state, graph.state) < 1e-5);
}

TEST_CASE("auto takes the graph where the device has one") {
  CHECK(fit(small_config("adamw"), "auto", plane(64)).report.runner == "graph");
}

TEST_CASE("a CPU has no graphs") {
  const ModelDescription description{DenseOptions{}, kPlane, 1, false};
  TrainConfig config;
  config.device.compile = "graph";
  const auto net = make_net(description, at::kCPU, 1);
  const Trainer trainer(config, description, Task::kRegression, {});
  CHECK_THROWS_WITH(trainer.fit(*net, plane(8), plane(4), at::kCPU, [](const auto&) {}),
                    "device cpu: no graph: a CPU has no graphs");
}

TEST_CASE("what cannot be recorded runs eagerly, and no step is lost") {
  load_device_plugin();
  // A loss that the host reads: the recording is spoilt, which must not spoil the training.
  struct Reading final : Net {
    explicit Reading(std::shared_ptr<Net> inside) : net(std::move(inside)) {
      register_module("net", net);
    }
    at::Tensor forward(const NetInput& rows) override {
      const at::Tensor out = net->forward(rows);
      out.sum().item<float>();
      return out;
    }
    std::shared_ptr<Net> net;
  };
  TrainConfig config = small_config("sgd");
  const ModelDescription description{config.model, kPlane, 1, false};
  std::vector<StateDict> states;
  for (const char* compile : {"none", "graph"}) {
    config.device.compile = compile;
    Reading net(make_net(description, kFake, 3));
    const Trainer trainer(config, description, Task::kRegression, {});
    const auto report = trainer.fit(net, plane(64), plane(10), kFake, [](const auto&) {});
    CHECK(report.runner == "eager");
    states.push_back(host_state(net));
  }
  CHECK(difference(states[0], states[1]) < 1e-6);
}

TEST_CASE("chunks answered by a graph are those answered step by step") {
  load_device_plugin();
  DenseOptions options;
  options.hidden = {8};
  const ModelDescription description{options, kPlane, 1, false};
  const StateDict state = host_state(*make_net(description, at::kCPU, 5));
  const TorchRuntime here(description, state, at::kCPU);
  const TorchRuntime graph(description, state, kFake, {.compile = "graph"});
  // Golden rows of another number come first, as in the program.
  CHECK(graph.answer(plane(9).features).size() == 9);
  // Other rows each time, and a last chunk of another size.
  for (int64_t i = 0; i < 6; ++i) {
    Features rows = plane(32).features;
    for (float& value : rows.dense) value += static_cast<float>(i);
    if (i == 5) rows = plane(9).features;
    const auto wanted = here.answer(rows);
    const auto got = graph.answer(rows);
    REQUIRE(got.size() == wanted.size());
    for (size_t k = 0; k < got.size(); ++k) CHECK(got[k] == Approx(wanted[k]).epsilon(1e-5));
  }
  CHECK(graph.description() == "libtorch on fakedev:0, as a graph");
}

TEST_CASE("a batch that does not fit the device is split, with the same result") {
  load_device_plugin();
  TrainConfig config = small_config("adamw");
  std::get<DenseOptions>(config.model).hidden = {256, 256};
  config.train.batch_size = 2048;
  config.train.epochs = 2;
  fakedev().reset_peak();
  fit(config, "none", plane(4096));
  const size_t needed = fakedev().peak_bytes();
  config.device.on_oom = "shrink";
  const Fitted whole = fit(config, "none", plane(4096));
  CHECK(whole.report.parts == 1);
  const MemoryLimit limit(needed * 3 / 4);
  const Fitted split = fit(config, "none", plane(4096));
  CHECK(split.report.parts > 1);
  CHECK(difference(whole.state, split.state) < 1e-4);
  config.device.on_oom = "fail";
  CHECK_THROWS_AS(fit(config, "none", plane(4096)), c10::OutOfMemoryError);
}
