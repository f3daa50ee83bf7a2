#include "train/run_epochs.h"

#include <torch/types.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "core/error.h"
#include "device/host_state.h"
#include "model/model_factory.h"
#include "train/rows.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

// A step that writes its number into the net and costs the loss it is told.
class Counting final : public StepRunner {
 public:
  explicit Counting(Net& net) : net_(net) {}
  at::Tensor run(const StepBatches&) override {
    const torch::NoGradGuard no_grad;
    for (const auto& tensor : tensors_of(net_)) tensor.fill_(static_cast<float>(++steps));
    return torch::full({}, loss);
  }
  int steps = 0;
  double loss = 1;

 private:
  Net& net_;
};

// Gives out values that were written down, of the net as it was when it was taken.
class Scripted final : public Judge {
 public:
  Scripted(Net& net, std::vector<double> values, bool overlaps)
      : net_(net), values_(std::move(values)), overlaps_(overlaps) {}
  void start() override {
    taken_.clear();
    for (const auto& tensor : tensors_of(net_)) taken_.push_back(tensor.detach().clone());
  }
  double finish() override { return values_[next_++]; }
  std::vector<at::Tensor> weights() override { return taken_; }
  bool overlaps() const override { return overlaps_; }

 private:
  Net& net_;
  std::vector<double> values_;
  bool overlaps_;
  size_t next_ = 0;
  std::vector<at::Tensor> taken_;
};

struct Setting {
  DenseOptions linear{.hidden = {}};
  std::shared_ptr<Net> net = make_net({linear, kPlane, 1, false}, at::kCPU, 1);
  TrainConfig config;
  Counting runner{*net};
  Strategy one;
  EpochLoop loop{*net, runner, config, 8, 8, 1, at::kCPU};
};

}  // namespace

TEST_CASE("the best epoch counts and comes back, judged at once or one epoch later") {
  for (const bool overlaps : {false, true}) {
    Setting setting;
    setting.config.train.epochs = 50;
    setting.config.train.patience = 2;
    Scripted judge(*setting.net, {5, 3, 4, 6, 1, 1}, overlaps);
    std::vector<int64_t> told;
    const EpochCallback callback = [&](const EpochReport& epoch) { told.push_back(epoch.epoch); };
    RunEpochs epochs(setting.config.train, *setting.net, false, &judge, setting.one, callback);
    epochs.run(setting.loop);
    epochs.restore_best();
    TrainReport report;
    epochs.report(report);
    CHECK(told == std::vector<int64_t>{1, 2, 3, 4});
    CHECK((report.epochs == 4 && report.steps == 4));
    CHECK((report.best == 3 && report.best_epoch == 2 && report.stopped_early));
    // The overlapping judge lets epoch 5 begin; its weights are thrown away.
    CHECK(setting.runner.steps == (overlaps ? 10 : 8));
    const float weight = setting.net->named_parameters()["output.bias"].item<float>();
    CHECK((weight == 3 || weight == 4));  // of the second step: two tensors, numbers 3 and 4
  }
}

TEST_CASE("the average of the weights is judged and kept, the weights are trained on") {
  for (const bool overlaps : {false, true}) {
    Setting setting;
    setting.config.train.epochs = 2;
    WeightAverage average(*setting.net, 0.5);
    // As the step does it.
    struct Averaging final : StepRunner {
      Averaging(Counting& inside, WeightAverage& average) : inside_(inside), average_(average) {}
      at::Tensor run(const StepBatches& batches) override {
        const at::Tensor loss = inside_.run(batches);
        average_.update();
        return loss;
      }
      Counting& inside_;
      WeightAverage& average_;
    } runner(setting.runner, average);
    EpochLoop loop(*setting.net, runner, setting.config, 8, 8, 1, at::kCPU);
    Scripted judge(*setting.net, {2, 1}, overlaps);
    const EpochCallback callback = [](const EpochReport&) {};
    RunEpochs epochs(setting.config.train, *setting.net, false, &judge, setting.one, callback,
                     &average);
    epochs.run(loop);
    const auto weight = setting.net->named_parameters()["output.weight"];
    const float trained = weight[0][0].item<float>();
    CHECK((trained == 3 || trained == 4));
    epochs.restore_best();
    // (w / 2 + (w + 2)) / (1 / 2 + 1) of the numbers w and w + 2 that the steps wrote.
    CHECK(weight[0][0].item<float>() == Approx((0.5 * (trained - 2) + trained) / 1.5));
  }
}

namespace {

// What is left of a run of 50 epochs of two launches each, on a clock that goes on by a second a
// launch.
struct Timed {
  explicit Timed(double seconds, bool overlaps, std::vector<double> values = {5, 4, 6, 3, 1})
      : judge(*setting.net, std::move(values), overlaps) {
    setting.config.train.epochs = 50;
    setting.config.train.patience = 0;
    setting.config.train.time_limit = seconds;
    double now = 0;
    TimeLimit limit(seconds, setting.one, [&] { return now; });
    EpochLoop loop(
        *setting.net, setting.runner, setting.config, 8, 4, 1, at::kCPU, [&](double) { ++now; },
        &limit);
    const EpochCallback callback = [](const EpochReport&) {};
    RunEpochs epochs(setting.config.train, *setting.net, false, &judge, setting.one, callback);
    epochs.run(loop);
    epochs.restore_best();
    epochs.report(report);
    weight = setting.net->named_parameters()["output.bias"].item<float>();
  }
  Setting setting;
  Scripted judge;
  TrainReport report;
  float weight = 0;
};

}  // namespace

TEST_CASE("time ends a run within an epoch, and the best one so far comes back") {
  for (const bool overlaps : {false, true}) {
    // Launches 1 to 6 are three epochs; the seventh is the first half of another.
    const Timed timed(7, overlaps);
    CHECK(timed.report.stopped_by_time);
    CHECK_FALSE(timed.report.stopped_early);
    CHECK((timed.report.epochs == 3 && timed.report.steps == 6));
    CHECK((timed.report.best == 4 && timed.report.best_epoch == 2));
    // Each step writes two tensors: the fourth one, numbers 7 and 8.
    CHECK((timed.weight == 7 || timed.weight == 8));
  }
}

TEST_CASE("an epoch that ends with the time is judged") {
  for (const bool overlaps : {false, true}) {
    const Timed timed(8, overlaps);
    CHECK(timed.report.stopped_by_time);
    CHECK((timed.report.epochs == 4 && timed.report.best_epoch == 4));
  }
}

TEST_CASE("the part of an epoch that time leaves is judged when nothing else was") {
  for (const bool overlaps : {false, true}) {
    const Timed timed(1, overlaps);
    CHECK(timed.report.stopped_by_time);
    CHECK((timed.report.epochs == 1 && timed.report.best_epoch == 1));
    CHECK((timed.report.steps == 1 && timed.report.history[0].train_loss == 1));
  }
}

TEST_CASE("without a limit no time ends a run") {
  const Timed timed(0, false, std::vector<double>(50, 1.0));
  CHECK(timed.report.epochs == 50);
  CHECK_FALSE(timed.report.stopped_by_time);
}

TEST_CASE("a loss that is no number ends the run with its epoch") {
  Setting setting;
  setting.runner.loss = NAN;
  Scripted judge(*setting.net, {1}, false);
  const EpochCallback callback = [](const EpochReport&) {};
  RunEpochs epochs(setting.config.train, *setting.net, false, &judge, setting.one, callback);
  CHECK_THROWS_WITH(epochs.run(setting.loop),
                    Catch::StartsWith("training diverged: the loss is nan in epoch 1; "));
}
