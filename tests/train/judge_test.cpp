#include "train/judge.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

#include "device/device.h"
#include "device/host_state.h"
#include "train/rows.h"
#include "train/trainer.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

struct Setting {
  ModelDescription description{DenseOptions{}, kPlane, 1, false};
  TargetTransform target{0.5, 2.0};
  LabelledRows valid = plane(20);
  std::unique_ptr<Metric> metric = make_metric("rmse", Task::kRegression, 1);
  std::shared_ptr<Net> net = make_net(description, at::kCPU, 1);
  JudgeTask task() { return {*net, description, target, valid, *metric}; }
};

}  // namespace

TEST_CASE("a clone judges as the net itself would") {
  Setting setting;
  const auto here = judge_on(setting.task(), at::kCPU);
  here->start();
  const auto clone = judge_by_clone(setting.task());
  clone->start();
  CHECK(clone->finish() == here->finish());
  CHECK_FALSE(here->overlaps());
  CHECK(clone->overlaps());
}

TEST_CASE("a clone judges the net as it was when it was taken, and shares nothing with it") {
  Setting setting;
  const auto here = judge_on(setting.task(), at::kCPU);
  here->start();
  const auto clone = judge_by_clone(setting.task());
  clone->start();
  const StateDict before = host_state(*setting.net);
  {
    const torch::NoGradGuard no_grad;
    for (const auto& tensor : tensors_of(*setting.net)) tensor.fill_(9);
  }
  CHECK(clone->finish() == here->finish());
  const auto kept = clone->weights();
  const auto names = setting.net->named_parameters().keys();
  REQUIRE(kept.size() == names.size());
  for (size_t i = 0; i < kept.size(); ++i) CHECK((to_host(kept[i]) == before.at(names[i])));
}

TEST_CASE("judging by a clone ends in the same model as judging at once") {
  set_threads(1);
  TrainConfig config;
  DenseOptions options;
  options.hidden = {8};
  config.model = options;
  config.train.epochs = 40;
  config.train.patience = 3;
  config.train.optimizer.lr = 0.05;
  std::vector<TrainReport> reports;
  std::vector<StateDict> states;
  for (const char* where : {"same", "cpu"}) {
    config.device.eval_device = where;
    const ModelDescription description{config.model, kPlane, 1, false};
    const auto net = make_net(description, at::kCPU, 1);
    const Trainer trainer(config, description, Task::kRegression, {});
    reports.push_back(trainer.fit(*net, plane(64), plane(20), at::kCPU, [](const auto&) {}));
    states.push_back(host_state(*net));
  }
  CHECK((states[0] == states[1]));
  CHECK(reports[0].epochs == reports[1].epochs);
  CHECK(reports[0].best_epoch == reports[1].best_epoch);
  CHECK(reports[0].steps == reports[1].steps);
  CHECK(reports[0].stopped_early);
}
