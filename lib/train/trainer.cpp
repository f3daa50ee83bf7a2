#include "train/trainer.h"

#include <torch/types.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/log.h"
#include "core/text.h"
#include "device/device.h"
#include "train/early_stopping.h"
#include "train/epoch_loop.h"
#include "train/graph_step.h"
#include "train/judge.h"

namespace mlrun {
namespace {

using Clock = std::chrono::steady_clock;

void require_finite(double loss, const EpochReport& epoch) {
  if (std::isfinite(loss)) return;
  throw Error(ErrorKind::kResult,
              "training diverged: the loss is " + format_number(loss) + " in epoch " +
                  std::to_string(epoch.epoch) +
                  "; a lower train.optimizer.lr or a train.clip_norm above 0 helps");
}

}  // namespace

std::string watched_metric(const TrainingConfig& config, Task task) {
  return config.metric == "auto" ? metric_names(task).front() : config.metric;
}

int choose_threads(const ModelDescription& description, int64_t batch_size, int allowed) {
  double products = 0;
  auto width = static_cast<double>(description.layout.one_hot_width());
  for (const int64_t next : std::get<DenseOptions>(description.config).hidden) {
    products += width * static_cast<double>(next);
    width = static_cast<double>(next);
  }
  products = (products + width * static_cast<double>(description.outputs)) *
             static_cast<double>(batch_size);
  constexpr double kWorthAThread = 12.5e6;
  return std::clamp(static_cast<int>(products / kWorthAThread), 1, allowed);
}

Trainer::Trainer(const TrainConfig& config, const ModelDescription& description, Task task,
                 const TargetTransform& target)
    : config_(config), description_(description), task_(task), target_(target) {}

namespace {

// Steps as device.compile asks for them. auto takes a graph where the device has graphs.
class Steps {
 public:
  Steps(TrainingStep& step, const TrainConfig& config, const Strategy& strategy, int64_t batch)
      : eager_(step, config.device.on_oom == "shrink") {
    if (!wants_graph(config, step.device(), strategy)) return;
    launch_ = config.device.steps_per_launch;
    graph_ = std::make_unique<GraphStep>(step, eager_, launch_, batch);
  }
  StepRunner& runner() { return graph_ ? static_cast<StepRunner&>(*graph_) : eager_; }
  int64_t launch() const { return launch_; }
  std::string kind() const { return graph_ && graph_->recorded() ? "graph" : "eager"; }

 private:
  static bool wants_graph(const TrainConfig& config, const at::Device& device,
                          const Strategy& strategy) {
    const std::string& compile = config.device.compile;
    if (compile != "auto") return compile == "graph";
    if (device.is_cpu() || strategy.world() > 1) return false;
    const std::string fault = graph_fault(device);
    if (!fault.empty()) log::info("steps run one by one: no graph: " + fault);
    return fault.empty();
  }

  EagerStep eager_;
  std::unique_ptr<GraphStep> graph_;
  int64_t launch_ = 1;
};

// The epochs of one run: trains, judges, remembers the best weights, knows when to stop.
class Epochs {
 public:
  Epochs(const TrainConfig& config, Net& net, Metric& metric, Judge* judge,
         const Strategy& strategy, const EpochCallback& on_epoch)
      : config_(config),
        net_(net),
        judge_(judge),
        strategy_(strategy),
        on_epoch_(on_epoch),
        stopping_(metric.higher_is_better(), config.train.patience) {}

  void run(EpochLoop& loop) {
    const bool overlaps = judge_ != nullptr && judge_->overlaps();
    int64_t trained = 0;
    while (trained < config_.train.epochs && !stopping_.should_stop()) {
      EpochReport epoch{++trained, loop.run()};
      require_finite(epoch.train_loss, epoch);
      // The clone has judged the epoch before while this one was trained; if that was the last
      // one that counts, this one never happened.
      if (pending_) settle();
      if (stopping_.should_stop()) break;
      epoch.seconds = seconds();
      if (judge_ != nullptr) judge_->start();
      pending_ = epoch;
      if (!overlaps) settle();
    }
    if (pending_) settle();
  }

  void restore_best() const {
    const torch::NoGradGuard no_grad;
    const auto own = tensors_of(net_);
    for (size_t i = 0; i < best_.size(); ++i) own[i].copy_(best_[i]);
  }

  void report(TrainReport& report, int64_t steps_per_epoch) const {
    report.history = history_;
    report.epochs = static_cast<int64_t>(history_.size());
    report.best = stopping_.best();
    report.best_epoch = stopping_.best_epoch();
    report.steps = report.epochs * steps_per_epoch;
    report.stopped_early = stopping_.should_stop();
    report.seconds = history_.empty() ? 0 : seconds();
  }

 private:
  double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

  void settle() {
    EpochReport epoch = *std::exchange(pending_, std::nullopt);
    // Rank 0 judges for all, so that all stop together.
    const double value = judge_ != nullptr ? judge_->finish() : 0;
    epoch.valid_metric = strategy_.agree(value);
    epoch.best = stopping_.improved(epoch.valid_metric);
    if (epoch.best && judge_ != nullptr) best_ = judge_->weights();
    history_.push_back(epoch);
    on_epoch_(epoch);
  }

  const TrainConfig& config_;
  Net& net_;
  Judge* judge_;  // null on ranks above 0
  const Strategy& strategy_;
  const EpochCallback& on_epoch_;
  Clock::time_point start_ = Clock::now();
  EarlyStopping stopping_;
  std::optional<EpochReport> pending_;  // trained, not judged yet
  std::vector<at::Tensor> best_;
  std::vector<EpochReport> history_;
};

std::unique_ptr<Judge> make_judge(const TrainConfig& config, const JudgeTask& task,
                                  const at::Device& device, const Strategy& strategy) {
  if (strategy.rank() > 0) return nullptr;
  if (config.device.eval_device == "cpu") return judge_by_clone(task);
  return judge_on(task, device);
}

}  // namespace

TrainReport Trainer::fit(Net& net, const LabelledRows& train, const LabelledRows& valid,
                         const at::Device& device, const EpochCallback& on_epoch,
                         const Strategy& strategy) const {
  const bool classes = description_.classification;
  const Loss loss(config_.train, classes);
  const auto metric =
      make_metric(watched_metric(config_.train, task_), task_, description_.outputs);
  const TrainingRows rows = place_rows(train, description_.layout, target_, classes, device);
  TrainReport report;
  report.metric = metric->name();
  report.batch_size =
      config_.train.batch_size > 0 ? config_.train.batch_size : automatic_batch_size(rows.rows());
  strategy.broadcast(tensors_of(net));
  const auto optimizer = make_optimizer(net, config_.train.optimizer);
  TrainingStep step(net, loss, *optimizer, rows, config_, device, strategy);
  Steps steps(step, config_, strategy, report.batch_size);
  const auto judge =
      make_judge(config_, {net, description_, target_, valid, *metric}, device, strategy);
  seed_device(static_cast<uint64_t>(config_.seed));
  EpochLoop loop(net, steps.runner(), config_, rows.rows(), report.batch_size, steps.launch(),
                 device);
  Epochs epochs(config_, net, *metric, judge.get(), strategy, on_epoch);
  epochs.run(loop);
  epochs.restore_best();
  epochs.report(report, loop.steps());
  report.runner = steps.kind();
  report.parts = step.parts();
  return report;
}

}  // namespace mlrun
