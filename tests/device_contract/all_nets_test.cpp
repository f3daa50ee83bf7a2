// What the device contract says of the dense net holds for every net: trained on the accelerator,
// step by step or recorded, it is the net that the CPU trains, and the CPU answers for it.

#include <catch2/catch.hpp>

#include "checkpoint/golden.h"
#include "device/device.h"
#include "device/host_state.h"
#include "device_contract/nets.h"
#include "model/torch_runtime.h"
#include "train/rows.h"
#include "train/trainer.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

struct Contestant {
  const char* name;
  ModelConfig model;
  // SGD under batch norm: a bias before a norm has no gradient but rounding, which AdamW would
  // scale up to steps of full size.
  const char* optimizer = "adamw";
};

DenseOptions dense(const EmbeddingOptions& embedding) {
  return {.hidden = {12, 8}, .dropout = 0.25, .embedding = embedding};
}

TabMOptions tabm(const char* variant, const char* batches, const char* embedding) {
  return {.variant = variant,
          .members = 4,
          .blocks = 2,
          .width = 8,
          .dropout = 0.25,
          .batches = batches,
          .embedding = {.type = embedding, .width = 3, .bins = 4}};
}

// Levels above the limit: the category of three is embedded, that of two is one column.
RealMlpOptions realmlp(int64_t members) {
  return {.hidden = {12, 8}, .one_hot_limit = 2, .category_width = 2, .members = members};
}

std::vector<Contestant> contestants() {
  const ResNetOptions resnet{
      .blocks = 2, .width = 8, .residual_dropout = 0.1, .embedding = {.type = "ple", .width = 3}};
  return {{"dense", dense({})},
          {"dense, ple", dense({.type = "ple", .width = 3, .bins = 4})},
          {"dense, pbld", dense({.type = "pbld", .width = 4, .frequencies = 3})},
          {"dense, plr-lite", dense({.type = "plr-lite", .width = 3, .frequencies = 3})},
          {"resnet", resnet, "sgd"},
          {"tabm mini, own batches", tabm("mini", "own", "ple")},
          {"tabm mini, shared batches", tabm("mini", "shared", "none")},
          {"tabm full, own batches", tabm("full", "own", "none")},
          {"tabm full, shared batches", tabm("full", "shared", "ple")},
          {"realmlp", realmlp(1)},
          {"realmlp, three members", realmlp(3)}};
}

struct Way {
  at::Device device = at::kCPU;
  const char* compile = "none";
  int64_t steps_per_launch = 1;
  bool classes = false;
  bool weighted = false;
};

// 70 rows: four full batches of 16 and a last one of 6, which always runs step by step.
TrainConfig config_of(const Contestant& of, const Way& way) {
  TrainConfig config = default_config(type_name(of.model));
  config.model = of.model;
  config.train.optimizer.type = of.optimizer;
  config.train.optimizer.lr = 0.01;
  config.train.batch_size = 16;
  config.train.last_batch = "keep";
  config.train.epochs = 5;
  config.train.patience = 0;
  config.train.schedule.type = "cosine";
  // What follows the run beside the learning rate does so from launch to launch.
  if (way.steps_per_launch > 1) {
    config.train.schedule.dropout = "constant";
    config.train.schedule.weight_decay = "constant";
  }
  config.device.compile = way.compile;
  config.device.steps_per_launch = way.steps_per_launch;
  config.seed = 11;
  return config;
}

ModelDescription description_of(const Contestant& of, const Way& way) {
  return {of.model, kMixed, way.classes ? 3 : 1, way.classes};
}

struct Fitted {
  TrainReport report;
  StateDict state;
};

Fitted fit(const Contestant& of, const Way& way, TrainConfig config) {
  set_threads(1);
  const auto description = description_of(of, way);
  const auto net = make_net(description, way.device, 11);
  const Task task = way.classes ? Task::kMulticlass : Task::kRegression;
  const TargetTransform target{way.classes ? 0.0 : 0.4, way.classes ? 1.0 : 1.3};
  const Trainer trainer(config, description, task, target);
  Fitted fitted;
  fitted.report = trainer.fit(*net, mixed_rows(70, way.classes, way.weighted),
                              mixed_rows(33, way.classes), way.device, [](const auto&) {});
  for (const auto& [path, tensor] : all_tensors(*net)) {
    INFO(path);
    CHECK(tensor.device() == way.device);
  }
  fitted.state = host_state(*net);
  return fitted;
}

Fitted fit(const Contestant& of, const Way& way) { return fit(of, way, config_of(of, way)); }

void check_same(const Fitted& here, const Fitted& there) {
  test::check_same(here.report, there.report);
  REQUIRE(there.state.size() == here.state.size());
  CHECK(difference(here.state, there.state) < 1e-5);
}

// A fresh net on the CPU answers as the one on the accelerator did when the model was made.
void check_golden_on_cpu(const Contestant& of, const Way& way, const StateDict& state) {
  const auto description = description_of(of, way);
  const Features rows = mixed_rows(32, way.classes).features;
  GoldenRows golden;
  golden.cells.resize(32);
  golden.outputs = description.outputs;
  golden.answers = TorchRuntime(description, state, way.device).answer(rows);
  CHECK(compare(golden, TorchRuntime(description, state, at::kCPU).answer(rows)).holds);
}

}  // namespace

TEST_CASE("all nets: training on the accelerator is training on the CPU") {
  for (const Contestant& of : contestants()) {
    for (const bool classes : {false, true}) {
      INFO(of.name << (classes ? ", classes" : ", regression"));
      const Way here{.classes = classes};
      const Way there{.device = kFake, .classes = classes};
      const Fitted ours = fit(of, here);
      const Fitted theirs = fit(of, there);
      CHECK(theirs.report.runner == "eager");
      check_same(ours, theirs);
      check_golden_on_cpu(of, there, theirs.state);
    }
  }
}

// A host read spoils a recording, so the runner's name says that there was none.
TEST_CASE("all nets: recorded steps are the CPU's, one and three a launch") {
  for (const Contestant& of : contestants()) {
    for (const int64_t steps : {1, 3}) {
      for (const bool classes : {false, true}) {
        INFO(of.name << ", " << steps << (classes ? ", classes" : ", regression"));
        const Way way{kFake, "graph", steps, classes};
        Way here = way;
        here.device = at::kCPU;
        here.compile = "none";
        const Fitted graph = fit(of, way);
        CHECK(graph.report.runner == "graph");
        check_same(fit(of, here), graph);
        check_golden_on_cpu(of, way, graph.state);
      }
    }
  }
}

TEST_CASE("all nets: row weights go through a graph, members' own too") {
  for (const Contestant& of : contestants()) {
    INFO(of.name);
    const Way way{kFake, "graph", 3, true, true};
    const Way here{.steps_per_launch = 3, .classes = true, .weighted = true};
    const Fitted graph = fit(of, way);
    CHECK(graph.report.runner == "graph");
    check_same(fit(of, here), graph);
  }
}

TEST_CASE("all nets: a graph answers as the steps do") {
  for (const Contestant& of : contestants()) {
    INFO(of.name);
    const Way way{.classes = true};
    const auto description = description_of(of, way);
    const StateDict state = fit(of, way).state;
    const Features rows = mixed_rows(37, true).features;
    const auto wanted = TorchRuntime(description, state, at::kCPU).answer(rows);
    const TorchRuntime graph(description, state, kFake, {.compile = "graph"});
    for (int i = 0; i < 5; ++i) CHECK(largest_difference(graph.answer(rows), wanted) < 1e-6);
    CHECK(graph.description() == "libtorch on fakedev:0, as a graph");
  }
}

TEST_CASE("all nets: nothing is left in the device's memory") {
  const size_t before = fakedev().live_bytes();
  for (const Contestant& of : contestants()) {
    for (const char* compile : {"none", "graph"}) {
      INFO(of.name << ", " << compile);
      (void)fit(of, {kFake, compile, 3});
      CHECK(fakedev().live_bytes() == before);
    }
  }
}

// Batch norm has no parts (it is refused with them), so not the ResNet.
TEST_CASE("all nets: a batch worked through in parts gives the whole one's update") {
  for (const Contestant& of : contestants()) {
    if (std::holds_alternative<ResNetOptions>(of.model)) continue;
    INFO(of.name);
    const Way way{.device = kFake};
    TrainConfig config = config_of(of, way);
    config.train.batch_size = 64;
    config.device.on_oom = "shrink";
    const size_t before = fakedev().live_bytes();
    fakedev().reset_peak();
    const Fitted whole = fit(of, way, config);
    const MemoryLimit limit(before + (fakedev().peak_bytes() - before) * 9 / 10);
    const Fitted split = fit(of, way, config);
    CHECK(split.report.parts > 1);
    CHECK(difference(whole.state, split.state) < 1e-4);
  }
}
