// A table that stays on the host: the same training, with no more of it on the device than a launch
// takes.

#include "train/streamed_rows.h"

#include <catch2/catch.hpp>

#include "device/device.h"
#include "device/host_state.h"
#include "device_contract/nets.h"
#include "train/trainer.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

struct Way {
  const char* rows = "device";
  const char* compile = "none";
  int64_t steps_per_launch = 1;
  int64_t count = 90;
};

struct Fitted {
  TrainReport report;
  StateDict state;
};

Fitted fit(const ModelConfig& model, const Way& way, bool weighted = true) {
  set_threads(1);
  TrainConfig config;
  config.model = model;
  config.train.batch_size = 16;
  config.train.epochs = 4;
  config.train.patience = 0;
  config.device.compile = way.compile;
  config.device.steps_per_launch = way.steps_per_launch;
  config.device.rows = way.rows;
  const ModelDescription description{model, kMixed, 3, true};
  const auto net = make_net(description, kFake, 5);
  const Trainer trainer(config, description, Task::kMulticlass, {});
  Fitted fitted;
  fitted.report = trainer.fit(*net, mixed_rows(way.count, true, weighted), mixed_rows(33, true),
                              kFake, [](const auto&) {});
  fitted.state = host_state(*net);
  return fitted;
}

double difference(const StateDict& a, const StateDict& b) {
  double largest = 0;
  for (const auto& [path, tensor] : a) {
    largest = std::max(largest, largest_difference(tensor.floats(), b.at(path).floats()));
  }
  return largest;
}

DenseOptions dense() { return {.hidden = {12, 8}, .dropout = 0.25}; }
TabMOptions tabm() { return {.members = 3, .width = 16, .batches = "own"}; }

}  // namespace

TEST_CASE("streamed rows: those asked for stand in the window, whatever stood there") {
  const TrainingRows host = place_rows(mixed_rows(40, false, true), kMixed, {}, false, at::kCPU);
  StreamedRows rows(host, 5, kFake);
  const std::vector<std::vector<int64_t>> orders = {{3, 1, 39}, {0, 0, 7, 8, 9}, {12}, {5, 6}};
  for (const auto& order : orders) {
    const at::Tensor indices = torch::tensor(order, at::kLong);
    rows.bring(indices);
    const auto count = static_cast<int64_t>(order.size());
    const auto home = [&](const at::Tensor& there) {
      REQUIRE(there.device() == kFake);
      return there.narrow(0, 0, count).to(at::kCPU);
    };
    const TrainingRows& window = rows.window();
    CHECK(home(window.inputs.dense).equal(host.inputs.dense.index_select(0, indices)));
    CHECK(home(window.inputs.codes).equal(host.inputs.codes.index_select(0, indices)));
    CHECK(home(window.targets).equal(host.targets.index_select(0, indices)));
    CHECK(home(window.weights).equal(host.weights.index_select(0, indices)));
  }
}

TEST_CASE("streamed rows: training is that of rows on the device") {
  for (const ModelConfig& model : {ModelConfig(dense()), ModelConfig(tabm())}) {
    const Fitted wanted = fit(model, {});
    for (const Way& way : {Way{"host"}, Way{"host", "graph"}, Way{"host", "graph", 3}}) {
      INFO(type_name(model) << ", " << way.compile << ", " << way.steps_per_launch);
      const Fitted got = fit(model, way);
      CHECK(got.report.runner == (std::string(way.compile) == "graph" ? "graph" : "eager"));
      check_same(wanted.report, got.report);
      CHECK(difference(wanted.state, got.state) < 1e-5);
    }
  }
}

TEST_CASE("streamed rows: a table too large for the device stays on the host by itself") {
  const Way large{"auto", "none", 1, 60'000};
  const size_t before = fakedev().live_bytes();
  fakedev().reset_peak();
  fit(dense(), {"device", "none", 1, 60'000});
  const size_t whole = fakedev().peak_bytes() - before;
  REQUIRE(whole > 60'000 * 20);
  // Room for half of it.
  const MemoryLimit limit(before + whole / 2);
  fakedev().reset_peak();
  CHECK(fit(dense(), large).report.epochs == 4);
  CHECK(fakedev().peak_bytes() - before < whole / 4);
  CHECK(fakedev().live_bytes() == before);
}
