#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/fields.h"
#include "config/model_config.h"
#include "data/spec.h"
#include "features/pipeline.h"

namespace mlrun {

// Which rows train, which judge, and what the columns mean.
struct DataConfig {
  std::string task = "auto";    // auto | regression | classification
  double valid_fraction = 0.2;  // of the training rows, when no validation file is given
  std::vector<std::string> missing = DataSpec::default_missing();  // tokens
};

struct OptimizerConfig {
  std::string type = "adamw";  // adamw | sgd
  double lr = 1e-3;
  double weight_decay = 3e-4;  // decoupled; not on biases and norms
  double beta1 = 0.9;
  double beta2 = 0.999;
  double eps = 1e-8;
  double momentum = 0.9;  // sgd only
};

struct ScheduleConfig {
  std::string type = "constant";  // constant | cosine
  double warmup_fraction = 0.0;   // of all steps, linear from 0
  double final_fraction = 0.0;    // cosine ends at this share of lr
};

struct TrainingConfig {
  int64_t epochs = 200;
  int64_t batch_size = 0;       // 0: by the number of training rows (docs/design.md)
  std::string loss = "auto";    // auto | mse | mae | huber | cross-entropy
  double huber_delta = 1.0;     // in standardised target units
  std::string metric = "auto";  // early stopping watches this one on the validation rows
  int64_t patience = 16;        // epochs without improvement; 0: never stop early
  double clip_norm = 1.0;       // largest gradient norm; 0: no clipping
  OptimizerConfig optimizer;
  ScheduleConfig schedule;
};

struct DeviceConfig {
  std::string device = "auto";
  std::string precision = "fp32";       // fp32 | tf32 | bf16
  int64_t threads = 0;                  // 0: chosen
  std::string compile = "auto";         // auto | none | graph
  int64_t steps_per_launch = 1;         // training steps per captured graph
  std::string strategy = "one-device";  // one-device | mirrored
  int64_t devices = 1;                  // mirrored: ranks to start on this host
  std::string eval_device = "same";     // same | cpu
  std::string on_oom = "fail";          // fail | shrink
};

// Everything that decides a training run but the files. Composes, owns no rule of its own.
struct TrainConfig {
  DataConfig data;
  FeatureOptions features;
  ModelConfig model = DenseOptions{};
  TrainingConfig train;
  DeviceConfig device;
  int64_t seed = 0;
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
// < 108k 512, else 1024.
int64_t automatic_batch_size(int64_t rows);

}  // namespace mlrun
