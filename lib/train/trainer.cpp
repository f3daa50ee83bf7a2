#include "train/trainer.h"

#include <torch/types.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "core/error.h"
#include "core/random.h"
#include "core/stop.h"
#include "core/text.h"
#include "device/device.h"
#include "model/torch_runtime.h"
#include "train/eager_step.h"
#include "train/early_stopping.h"
#include "train/schedule.h"

namespace mlrun {
namespace {

// The parameters and buffers of the best epoch, kept on the device.
class BestWeights {
 public:
  explicit BestWeights(Net& net) : current_(net.parameters()) {
    for (const auto& buffer : net.buffers()) current_.push_back(buffer);
  }
  void keep() {
    kept_.clear();
    for (const auto& tensor : current_) kept_.push_back(tensor.detach().clone());
  }
  void restore() const {
    const torch::NoGradGuard no_grad;
    for (size_t i = 0; i < kept_.size(); ++i) current_[i].copy_(kept_[i]);
  }

 private:
  std::vector<at::Tensor> current_;
  std::vector<at::Tensor> kept_;
};

// All that one run of fit() shares between its epochs.
struct Run {
  Net& net;
  const TrainingRows& train;
  StepRunner& runner;
  const TrainConfig& config;
  int64_t batch_size;
  int64_t steps_per_epoch;
  Random shuffle;
  int64_t step = 0;
};

// A last batch of one row has no variance to normalise by: it is left out.
int64_t steps_in(int64_t rows, int64_t batch_size) {
  const int64_t full = rows / batch_size;
  return std::max<int64_t>(1, full + (rows % batch_size > 1 ? 1 : 0));
}

// Mean loss over the batches of one pass; the only host read of the pass.
double train_epoch(Run& run, const at::Device& device) {
  run.net.train();
  const auto order = run.shuffle.permutation(run.train.rows());
  const at::Tensor rows = place(torch::tensor(order, at::kLong), device);
  const int64_t total = run.steps_per_epoch * run.config.train.epochs;
  at::Tensor sum = place(torch::zeros({}), device);
  for (int64_t i = 0; i < run.steps_per_epoch; ++i) {
    stop::check();
    const int64_t begin = i * run.batch_size;
    const int64_t count = std::min(run.batch_size, run.train.rows() - begin);
    const double lr =
        learning_rate(run.config.train.schedule, run.config.train.optimizer.lr, run.step++, total);
    sum += run.runner.step(rows.narrow(0, begin, count), lr);
  }
  return sum.item<double>() / static_cast<double>(run.steps_per_epoch);
}

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

TrainReport Trainer::fit(Net& net, const LabelledRows& train, const LabelledRows& valid,
                         const at::Device& device, const EpochCallback& on_epoch) const {
  const auto start = std::chrono::steady_clock::now();
  const bool classes = description_.classification;
  const Loss loss(config_.train, classes);
  const auto metric =
      make_metric(watched_metric(config_.train, task_), task_, description_.outputs);
  const TrainingRows train_rows = place_rows(train, description_.layout, target_, classes, device);
  const NetInput valid_rows = place_features(valid.features, description_.layout, device);
  const auto optimizer = make_optimizer(net, config_.train.optimizer);
  EagerStep runner(net, loss, *optimizer, train_rows, config_.train.clip_norm);

  TrainReport report;
  report.metric = metric->name();
  report.batch_size = config_.train.batch_size > 0 ? config_.train.batch_size
                                                   : automatic_batch_size(train_rows.rows());
  const auto seed = static_cast<uint64_t>(config_.seed);
  Run run{net,
          train_rows,
          runner,
          config_,
          report.batch_size,
          steps_in(train_rows.rows(), report.batch_size),
          Random(seed, "shuffle")};
  seed_device(seed);
  EarlyStopping stopping(metric->higher_is_better(), config_.train.patience);
  BestWeights best(net);
  while (report.epochs < config_.train.epochs && !stopping.should_stop()) {
    EpochReport epoch{++report.epochs, train_epoch(run, device)};
    require_finite(epoch.train_loss, epoch);
    const auto answers = predict_rows(net, valid_rows, description_, target_);
    metric->reset();
    metric->add({description_.outputs, answers, valid.targets, valid.weights});
    epoch.valid_metric = metric->value();
    epoch.best = stopping.improved(epoch.valid_metric);
    if (epoch.best) best.keep();
    epoch.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    report.history.push_back(epoch);
    on_epoch(epoch);
  }
  best.restore();
  report.best = stopping.best();
  report.best_epoch = stopping.best_epoch();
  report.steps = run.step;
  report.stopped_early = stopping.should_stop();
  report.seconds = report.history.empty() ? 0 : report.history.back().seconds;
  return report;
}

std::vector<float> predict_rows(Net& net, const NetInput& rows, const ModelDescription& description,
                                const TargetTransform& target) {
  const torch::NoGradGuard no_grad;
  net.eval();
  constexpr int64_t kChunk = 8192;
  std::vector<float> all;
  all.reserve(static_cast<size_t>(rows.rows() * description.outputs));
  for (int64_t begin = 0; begin < rows.rows(); begin += kChunk) {
    const int64_t count = std::min(kChunk, rows.rows() - begin);
    const at::Tensor home = net_answers(net, rows.slice(begin, count), description.classification)
                                .to(at::kCPU)
                                .contiguous();
    const float* values = home.const_data_ptr<float>();
    all.insert(all.end(), values, values + home.numel());
  }
  if (!description.classification) {
    for (float& value : all) {
      value = static_cast<float>(static_cast<double>(value) * target.deviation + target.mean);
    }
  }
  return all;
}

}  // namespace mlrun
