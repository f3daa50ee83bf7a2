#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/fields.h"
#include "config/model_config.h"
#include "data/spec.h"
#include "features/pipeline.h"
#include "features/target.h"

namespace mlrun {

// Which rows train, which judge, and what the columns mean.
struct DataConfig {
  std::string task = "auto";    // auto | regression | classification
  double valid_fraction = 0.2;  // of the training rows, when no validation file is given
  std::vector<std::string> missing = DataSpec::default_missing();  // tokens
};

struct OptimizerConfig {
  std::string type = "adamw";  // adamw | sgd
  double lr = 1e-3;            // 0: by the net and the task
  double weight_decay = 3e-4;  // decoupled; not on biases and norms
  double beta1 = 0.9;
  double beta2 = 0.999;
  double eps = 1e-8;
  double momentum = 0.9;  // sgd only
};

// Over a run, t from 0 to 1. flat-cosine: constant to t = 1/2, then half a cosine to 0.
// cosine-waves: 0.5 (1 - cos(2 pi log2(1 + 15 t))), four waves, the last at 0 (RealMLP's).
struct ScheduleConfig {
  std::string type = "constant";  // constant | cosine | flat-cosine | cosine-waves: learning rate
  double warmup_fraction = 0.0;   // of all steps, linear from 0
  double final_fraction = 0.0;    // cosine ends at this share of lr
  std::string dropout = "constant";       // constant | flat-cosine
  std::string weight_decay = "constant";  // constant | flat-cosine
};

struct TrainingConfig {
  int64_t epochs = 200;
  int64_t batch_size = 0;  // 0: by the net and the number of training rows (docs/design.md)
  std::string last_batch = "keep";  // keep | drop: rows of an epoch that do not fill a batch
  // auto | mse | mae | huber | quantile | poisson | cross-entropy | bce
  std::string loss = "auto";
  double huber_delta = 1.0;      // in standardised target units
  double quantile = 0.5;         // that the quantile loss aims at
  double label_smoothing = 0.0;  // share of each class's weight that is spread over all
  std::string label_smoothing_when = "always";  // always | accuracy: only when accuracy is watched
  std::string class_weights = "none";  // none | balanced: every class counts the same in the loss
  std::string metric = "auto";         // early stopping watches this one on the validation rows
  int64_t patience = 16;               // epochs without improvement; 0: never stop early
  int64_t min_steps = 0;               // patience does not end a run before so many steps
  std::string ties = "first";  // first | last: of epochs with the same best metric, the one kept
  double time_limit = 0.0;     // seconds for one net; 0: none. Schedules go by epochs all the same.
  double ema = 0.0;        // decay of an average of the weights, which is judged and kept; 0: none
  double clip_norm = 1.0;  // largest gradient norm; 0: no clipping
  OptimizerConfig optimizer;
  ScheduleConfig schedule;
};

struct DeviceConfig {
  std::string device = "auto";
  std::string precision = "fp32";       // fp32 | tf32 | bf16
  int64_t threads = 0;                  // 0: chosen
  std::string compile = "auto";         // auto | none | graph | plan
  int64_t steps_per_launch = 0;         // training steps per captured graph; 0: chosen
  std::string strategy = "one-device";  // one-device | mirrored
  int64_t devices = 1;                  // mirrored: ranks to start on this host
  std::string eval_device = "same";     // same | cpu
  std::string on_oom = "fail";          // fail | shrink
  std::string rows = "auto";            // auto | device | host: where an accelerator's rows lie
};

// Everything that decides a training run but the files. Composes, owns no rule of its own.
struct TrainConfig {
  DataConfig data;
  FeatureOptions features;
  ModelConfig model = DenseOptions{};
  TrainingConfig train;
  DeviceConfig device;
  int64_t seed = 0;
  int64_t seeds = 1;  // nets trained from seed, seed + 1, ... and averaged into one model
  int64_t folds =
      0;  // >= 2: each net once per fold, averaged; scored by rows that say when it stops
  int64_t jobs = 0;  // nets trained at the same time on a CPU; 0: as many as there are processors
  double time_limit = 0;  // seconds of the whole run; 0: none
};

// Declares every field, in the order of the structs; `model` is the net in config.model.
void describe(FieldVisitor& visitor, FeatureOptions& options);
void describe(FieldVisitor& visitor, TrainConfig& config);

Json to_json(const TrainConfig& config);
// Absent keys keep their defaults; {"model": {"type": ...}} chooses the net and its defaults.
// All mistakes of all sections in one Error(kUsage); `where` begins each line.
TrainConfig train_config_from_json(const Json& json, const std::string& where);
// JSON Schema of the whole configuration.
Json train_config_schema();
// Batch size by number of rows, as in TabM's runs: < 2.8k 32, < 4.5k 64, < 6.4k 128, < 32k 256,
// < 108k 512, else 1024; RealMLP: <= 1024 64, <= 8192 128, <= 30k 256, <= 100k 512, else 1024.
int64_t automatic_batch_size(const ModelConfig& model, int64_t rows);
// The batch size asked for, or the automatic one where it is 0.
int64_t settled_batch_size(const TrainConfig& config, int64_t rows);
// The learning rate asked for, or that of the net for the task where it is 0.
double settled_lr(const TrainConfig& config, Task task);
// How the targets of a regression go to the net and come back.
TargetOptions target_options(const TrainConfig& config);
// Everything with the values that the net's paper trains it with: what holds for keys that nobody
// sets. Requires a known type.
TrainConfig default_config(const std::string& type);

}  // namespace mlrun
