#include "train/run_steps.h"

#include <catch2/catch.hpp>

#include "core/error.h"
#include "model/model_factory.h"
#include "train/rows.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

// A step on the CPU, for what can be said without a device that has graphs; the others are in
// device_contract/graph_step_test.cpp.
struct OnCpu {
  TrainConfig config;
  ModelDescription description{DenseOptions{}, kPlane, 1, false};
  std::shared_ptr<Net> net = make_net(description, at::kCPU, 1);
  Loss loss{config.train, false};
  std::unique_ptr<Optimizer> optimizer = make_optimizer(*net, config.train.optimizer);
  TrainingRows rows = place_rows(plane(8), kPlane, {}, false, at::kCPU);
  Strategy one;
  TrainingStep step{*net, loss, *optimizer, rows, config, at::kCPU, one};
};

}  // namespace

TEST_CASE("a CPU runs its steps one by one, whatever auto would like") {
  OnCpu cpu;
  TrainConfig config;
  config.device.steps_per_launch = 4;
  const RunSteps steps(cpu.step, config, false);
  CHECK(steps.launch() == 1);
  CHECK(steps.kind() == "eager");
}

TEST_CASE("a graph that is asked for where there is none is an error") {
  OnCpu cpu;
  TrainConfig config;
  config.device.compile = "graph";
  CHECK_THROWS_AS(RunSteps(cpu.step, config, false), Error);
}

TEST_CASE("steps go to a device by eights, unless said otherwise or something follows each") {
  TrainConfig config;
  CHECK(steps_of_launch(config) == 8);
  config.train.schedule.dropout = "flat-cosine";
  CHECK(steps_of_launch(config) == 1);
  config.device.steps_per_launch = 3;
  CHECK(steps_of_launch(config) == 3);
}
