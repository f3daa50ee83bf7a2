#include "config/train_config.h"

namespace mlrun {
namespace {

// The default of the TabM paper (Gorishniy et al. 2025), but for bins that columns of many zeros do
// not waste, and on the way to what the paper tuned for tables: finer bins, more dropout, a lower
// rate. What they are worth together: docs/scores.md, beside the runs `tabm-plain-bins`.
void set_tabm(TrainConfig& config) {
  auto& tabm = std::get<TabMOptions>(config.model);
  tabm.dropout = 0.2;
  tabm.embedding.width = 24;
  tabm.embedding.bins = 96;
  tabm.embedding.spread_bins = true;
  config.train.epochs = 1000;
  config.train.optimizer.lr = 1e-3;
  config.train.optimizer.weight_decay = 3e-4;
}

// RealMLP-TD: always all epochs, no clipping, rates by schedule (Holzmueller et al. 2024).
void set_realmlp(TrainConfig& config) {
  config.features.numeric = "robust-smooth";
  config.features.clamp_target = true;
  TrainingConfig& train = config.train;
  train.epochs = 256;
  train.last_batch = "drop";
  train.label_smoothing = 0.1;
  train.label_smoothing_when = "accuracy";
  train.patience = 0;
  train.ties = "last";
  train.clip_norm = 0;
  train.optimizer.lr = 0;
  train.optimizer.weight_decay = 0.02;
  train.optimizer.beta2 = 0.95;
  train.schedule.type = "cosine-waves";
  train.schedule.dropout = "flat-cosine";
  train.schedule.weight_decay = "flat-cosine";
}

struct BatchStep {
  int64_t rows;  // up to so many
  int64_t batch;
};

template <size_t N>
int64_t batch_of(const BatchStep (&steps)[N], int64_t rows) {
  for (const BatchStep& step : steps) {
    if (rows <= step.rows) return step.batch;
  }
  return 1024;
}

}  // namespace

TrainConfig default_config(const std::string& type) {
  TrainConfig config;
  config.model = default_model(type);
  if (type == "tabm") set_tabm(config);
  if (type == "realmlp") set_realmlp(config);
  return config;
}

int64_t automatic_batch_size(const ModelConfig& model, int64_t rows) {
  constexpr BatchStep kTabM[] = {{2799, 32}, {4499, 64}, {6399, 128}, {31999, 256}, {107999, 512}};
  constexpr BatchStep kRealMlp[] = {{1024, 64}, {8192, 128}, {30000, 256}, {100000, 512}};
  return std::holds_alternative<RealMlpOptions>(model) ? batch_of(kRealMlp, rows)
                                                       : batch_of(kTabM, rows);
}

int64_t settled_batch_size(const TrainConfig& config, int64_t rows) {
  const int64_t asked = config.train.batch_size;
  return asked > 0 ? asked : automatic_batch_size(config.model, rows);
}

TargetOptions target_options(const TrainConfig& config) {
  return {.scale = config.features.target,
          .rate = config.train.loss == "poisson",
          .clamp = config.features.clamp_target};
}

double settled_lr(const TrainConfig& config, Task task) {
  if (config.train.optimizer.lr > 0) return config.train.optimizer.lr;
  if (!std::holds_alternative<RealMlpOptions>(config.model)) return OptimizerConfig().lr;
  return task == Task::kRegression ? 0.2 : 0.04;
}

}  // namespace mlrun
