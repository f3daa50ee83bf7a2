#include "train/trainer.h"

#include <torch/types.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "core/error.h"
#include "device/device.h"
#include "device/host_state.h"

using namespace mlrun;

namespace {

const FeatureLayout kLayout{{"x"}, {}, {}, {}};

// y = 3 x + 1 over [-1, 1].
LabelledRows line(int64_t n) {
  LabelledRows rows;
  rows.features.rows = n;
  for (int64_t i = 0; i < n; ++i) {
    const float x = 2.0F * static_cast<float>(i) / static_cast<float>(n - 1) - 1.0F;
    rows.features.dense.push_back(x);
    rows.targets.push_back(3 * x + 1);
  }
  return rows;
}

struct Result {
  TrainReport report;
  StateDict state;
};

TrainConfig line_config() {
  TrainConfig config;
  DenseOptions options;
  options.hidden = {};
  config.model = options;
  config.train.epochs = 60;
  config.train.batch_size = 16;
  config.train.optimizer.lr = 0.05;
  config.train.optimizer.weight_decay = 0;
  return config;
}

Result train(const TrainConfig& config, const LabelledRows& rows, const LabelledRows& valid) {
  set_threads(1);
  const ModelDescription description{config.model, kLayout, 1, false};
  const TargetTransform target{1.0, 2.0};
  const auto net = make_net(description, at::kCPU, static_cast<uint64_t>(config.seed));
  const Trainer trainer(config, description, Task::kRegression, target);
  Result result;
  result.report = trainer.fit(*net, rows, valid, at::kCPU, [](const EpochReport&) {});
  result.state = host_state(*net);
  return result;
}

}  // namespace

TEST_CASE("a line is found, in the user's units") {
  const Result result = train(line_config(), line(64), line(32));
  CHECK(result.report.best < 0.02);
  // net = (y - 1) / 2 = 1.5 x.
  CHECK(result.state.at("output.weight").floats()[0] == Approx(1.5).epsilon(0.02));
  CHECK(result.report.metric == "rmse");
  CHECK(result.report.steps == 4 * result.report.epochs);
}

TEST_CASE("a seed gives the same model, another seed another") {
  TrainConfig config = line_config();
  config.train.epochs = 3;
  const Result first = train(config, line(64), line(32));
  CHECK((train(config, line(64), line(32)).state == first.state));
  config.seed = 1;
  CHECK((train(config, line(64), line(32)).state != first.state));
}

TEST_CASE("the best weights are put back") {
  TrainConfig config = line_config();
  config.train.optimizer.lr = 1.0;  // jumps about
  config.train.clip_norm = 0;
  config.train.patience = 5;
  const LabelledRows valid = line(32);
  const Result result = train(config, line(64), valid);
  double best = result.report.history.front().valid_metric;
  for (const auto& epoch : result.report.history) best = std::min(best, epoch.valid_metric);
  CHECK(result.report.best == best);
  CHECK(result.report.history[static_cast<size_t>(result.report.best_epoch) - 1].best);
}

TEST_CASE("patience ends a run") {
  TrainConfig config = line_config();
  config.train.epochs = 500;
  config.train.patience = 2;
  const Result result = train(config, line(64), line(32));
  CHECK(result.report.stopped_early);
  CHECK(result.report.epochs == result.report.best_epoch + 2);
}

TEST_CASE("a loss that is no number ends the run with exit code 6") {
  LabelledRows rows = line(64);
  rows.targets[5] = INFINITY;
  try {
    train(line_config(), rows, line(32));
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kResult);
    CHECK_THAT(error.what(), Catch::StartsWith("training diverged: the loss is "));
  }
}

TEST_CASE("rows of weight zero teach nothing") {
  LabelledRows rows = line(64);
  rows.weights.assign(64, 1.0F);
  for (size_t i = 0; i < 64; i += 2) {
    rows.targets[i] = 1000;
    rows.weights[i] = 0;
  }
  CHECK(train(line_config(), rows, line(32)).report.best < 0.05);
}

TEST_CASE("with balanced classes a rare class is as likely as any") {
  // One in four rows is of class 1, whatever x: unweighted, its probability is 1/4.
  LabelledRows rows;
  rows.features.rows = 64;
  for (int64_t i = 0; i < 64; ++i) {
    rows.features.dense.push_back(static_cast<float>(i / 4) / 8.0F - 1);
    rows.targets.push_back(i % 4 == 0 ? 1.0F : 0.0F);
  }
  TrainConfig config = line_config();
  config.train.batch_size = 64;
  config.train.epochs = 300;
  config.train.patience = 0;
  config.train.metric = "log-loss";
  for (const char* weights : {"none", "balanced"}) {
    config.train.class_weights = weights;
    const ModelDescription description{config.model, kLayout, 2, true};
    const auto net = make_net(description, at::kCPU, 0);
    // Rows that judge without a weight of their own: the last epoch is the one that is kept.
    LabelledRows valid = rows;
    valid.weights.assign(64, 0.0F);
    Trainer(config, description, Task::kBinary, {})
        .fit(*net, rows, valid, at::kCPU, [](const EpochReport&) {});
    const StateDict state = host_state(*net);
    const auto bias = state.at("output.bias").floats();
    const double odds = std::exp(static_cast<double>(bias[1] - bias[0]));
    CHECK(odds == Approx(std::string(weights) == "none" ? 1.0 / 3 : 1.0).epsilon(0.05));
  }
}

TEST_CASE("the average of the weights is what a training leaves") {
  TrainConfig config = line_config();
  config.train.batch_size = 64;  // one step an epoch
  LabelledRows valid = line(32);
  valid.weights.assign(32, 0.0F);  // no epoch is the best one: the last weights stay
  const auto slope_after = [&](int64_t epochs, double ema) {
    config.train.epochs = epochs;
    config.train.ema = ema;
    return train(config, line(64), valid).state.at("output.weight").floats()[0];
  };
  const float first = slope_after(1, 0);
  const float second = slope_after(2, 0);
  CHECK(first != second);
  CHECK(slope_after(2, 0.5) == Approx((0.5 * first + second) / 1.5));
}

TEST_CASE("a limit of time ends a training by the clock it is given") {
  TrainConfig config = line_config();
  config.train.time_limit = 10;
  const ModelDescription description{config.model, kLayout, 1, false};
  const auto net = make_net(description, at::kCPU, 0);
  double now = 0;  // a second a reading: at the start, after each of four steps, between epochs
  const Trainer trainer(config, description, Task::kRegression, {}, [&] { return now++; });
  const TrainReport report =
      trainer.fit(*net, line(64), line(32), at::kCPU, [](const EpochReport&) {});
  CHECK(report.stopped_by_time);
  CHECK(report.epochs == 2);
  CHECK(report.steps == 8);
}

TEST_CASE("a last batch of one row is left out; a table of one batch is not") {
  TrainConfig config = line_config();
  config.train.epochs = 1;
  CHECK(train(config, line(33), line(8)).report.steps == 2);
  CHECK(train(config, line(34), line(8)).report.steps == 3);
  CHECK(train(config, line(5), line(8)).report.steps == 1);
}

TEST_CASE("threads follow the work of a step") {
  DenseOptions small;
  small.hidden = {8};
  CHECK(choose_threads({small, kLayout, 1, false}, 256, 8) == 1);
  CHECK(choose_threads({DenseOptions{}, kLayout, 1, false}, 256, 2) == 2);
  CHECK(choose_threads({DenseOptions{}, kLayout, 1, false}, 256, 1) == 1);
}
