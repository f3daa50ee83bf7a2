#include "train/trainer.h"

#include <torch/types.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "config/conflicts.h"
#include "device/device.h"
#include "predict/model_size.h"
#include "train/epoch_loop.h"
#include "train/judge.h"
#include "train/native_judge.h"
#include "train/placed_rows.h"
#include "train/planned_step.h"
#include "train/run_epochs.h"
#include "train/run_steps.h"
#include "train/schedule.h"

namespace mlrun {
namespace {

std::unique_ptr<Judge> make_judge(const TrainConfig& config, const JudgeTask& task,
                                  const at::Device& rows, const Strategy& strategy, bool planned) {
  if (strategy.rank() > 0) return nullptr;
  if (config.device.eval_device == "cpu") return judge_by_clone(task);
  if (planned) {
    if (auto judge = judge_by_kernels(task)) return judge;
  }
  return judge_on(task, rows);
}

// With the values that hang on the task.
TrainConfig settled(TrainConfig config, Task task) {
  TrainingConfig& train = config.train;
  train.optimizer.lr = settled_lr(config, task);
  if (train.label_smoothing_when == "accuracy" && watched_metric(train, task) != "accuracy") {
    train.label_smoothing = 0;
  }
  return config;
}

// What follows the run step by step beside the learning rate; nothing where all of it is constant.
std::function<void(double)> follow_schedule(const ScheduleConfig& schedule, Net& net,
                                            Optimizer& optimizer, StepRunner& runner) {
  const bool dropout = schedule.dropout != "constant";
  const bool decay = schedule.weight_decay != "constant";
  if (!dropout && !decay) return nullptr;
  return [=, &net, &optimizer, &runner](double t) {
    const double dropped = dropout ? share_of_run(schedule.dropout, t) : 1;
    const double decayed = decay ? share_of_run(schedule.weight_decay, t) : 1;
    if (dropout) net.set_dropout_share(dropped);
    if (decay) optimizer.set_decay_share(decayed);
    runner.set_shares(dropped, decayed);
  };
}

// Rows that the steps of one launch take, all members.
int64_t rows_of_launch(const Net& net, const TrainConfig& config, int64_t batch, int64_t rows) {
  const int64_t members = net.trains_per_member() ? net.members() : 1;
  return steps_of_launch(config) * std::min(batch, rows) * members;
}

// The steps of this run written out, where device.compile takes them; else null.
std::unique_ptr<StepRunner> plan_steps(Net& net, const ModelDescription& description,
                                       const TrainConfig& config, const TrainingRows& rows,
                                       WeightAverage* average, const at::Device& device,
                                       const Strategy& strategy) {
  const std::string& compile = config.device.compile;
  const bool asked = compile == "plan";
  if (!asked && (compile != "auto" || config.device.steps_per_launch > 1)) return nullptr;
  std::string fault = plan_fault(description, config);
  if (!device.is_cpu() || strategy.world() > 1) fault = "it is for one process on a CPU";
  if (fault.empty()) {
    auto planned = std::make_unique<PlannedStep>(net, description, config, rows, threads());
    planned->set_average(average);
    return planned;
  }
  if (asked) {
    throw Error(ErrorKind::kUsage,
                "device.compile: no plan, " + fault + "; auto takes one where there is one");
  }
  return nullptr;
}

}  // namespace

std::string watched_metric(const TrainingConfig& config, Task task) {
  if (config.metric != "auto") return config.metric;
  return config.loss == "quantile" ? pinball_name(config.quantile) : metric_names(task).front();
}

int choose_threads(const ModelDescription& description, int64_t batch_size, int allowed) {
  const double products = size_of(description).products * static_cast<double>(batch_size);
  constexpr double kWorthAThread = 12.5e6;
  return std::clamp(static_cast<int>(products / kWorthAThread), 1, allowed);
}

Trainer::Trainer(const TrainConfig& config, const ModelDescription& description, Task task,
                 const TargetTransform& target, Clock clock)
    : config_(settled(config, task)),
      description_(description),
      task_(task),
      target_(target),
      clock_(std::move(clock)) {
  throw_mistakes(task_conflicts_of(config, description.classification ? description.outputs : 0),
                 ErrorKind::kUsage);
}

TrainingRows Trainer::host_rows(const LabelledRows& train) const {
  TrainingRows rows =
      place_rows(train, description_.layout, target_, description_.classification, at::kCPU);
  if (config_.train.class_weights == "balanced") {
    rows.weights = torch::tensor(balanced_weights(train, description_.outputs));
  }
  return rows;
}

TrainReport Trainer::fit(Net& net, const LabelledRows& train, const LabelledRows& valid,
                         const at::Device& device, const EpochCallback& on_epoch,
                         const Strategy& strategy) const {
  TimeLimit limit(config_.train.time_limit, strategy, clock_);
  const bool classes = description_.classification;
  const Loss loss(config_.train, classes);
  const auto metric =
      make_metric(watched_metric(config_.train, task_), task_, description_.outputs);
  TrainReport report;
  report.metric = metric->name();
  report.batch_size = settled_batch_size(config_, train.features.rows);
  PlacedRows rows(host_rows(train), config_.device, device,
                  rows_of_launch(net, config_, report.batch_size, train.features.rows),
                  valid.features.dense.size() * sizeof(float));
  Random random(static_cast<uint64_t>(config_.seed), "start");
  net.start(train.features, random);
  strategy.broadcast(tensors_of(net));
  const auto optimizer = make_optimizer(net, config_.train.optimizer);
  TrainingStep step(net, loss, *optimizer, rows.data(), config_, device, strategy);
  std::optional<WeightAverage> average;
  if (config_.train.ema > 0) average.emplace(net, config_.train.ema);
  WeightAverage* const kept = average ? &*average : nullptr;
  step.set_average(kept);
  auto plan = plan_steps(net, description_, config_, rows.data(), kept, device, strategy);
  const auto judge = make_judge(config_, {net, description_, target_, valid, *metric},
                                rows.device(), strategy, plan != nullptr);
  RunSteps steps(step, config_, strategy.world() > 1, std::move(plan));
  seed_device(static_cast<uint64_t>(config_.seed));
  StepRunner& runner = rows.steps(steps.runner());
  EpochLoop loop(net, runner, config_, rows.rows(), report.batch_size, steps.launch(), device,
                 follow_schedule(config_.train.schedule, net, *optimizer, runner), &limit);
  RunEpochs epochs(config_.train, net, metric->higher_is_better(), judge.get(), strategy, on_epoch,
                   kept);
  epochs.run(loop);
  epochs.restore_best();
  epochs.report(report);
  report.runner = steps.kind();
  report.parts = step.parts();
  return report;
}

}  // namespace mlrun
