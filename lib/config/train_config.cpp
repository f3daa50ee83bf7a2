#include "config/train_config.h"

#include "config/layers.h"
#include "config/mistakes.h"
#include "features/numeric_transform.h"

namespace mlrun {
namespace {

constexpr Bounds kPositive = {.low = 0, .low_open = true};
constexpr Bounds kNotNegative = {.low = 0};
constexpr Bounds kShare = {.low = 0, .high = 1};
constexpr Bounds kShareBelowOne = {.low = 0, .high = 1, .high_open = true};

void describe(FieldVisitor& visitor, DataConfig& config) {
  visitor.choice("task", config.task, {"auto", "regression", "classification"},
                 "What is predicted; auto: by the values of the target column.");
  visitor.real("valid_fraction", config.valid_fraction,
               {.low = 0, .high = 1, .low_open = true, .high_open = true},
               "Share of the training rows that judge, when no validation file is given.");
  visitor.texts("missing", config.missing, "Cells that mean: no value.");
}

void describe(FieldVisitor& visitor, OptimizerConfig& config) {
  visitor.choice("type", config.type, {"adamw", "sgd"}, "The optimizer.");
  visitor.real("lr", config.lr, kNotNegative, "Learning rate; 0: by the net and the task.");
  visitor.real("weight_decay", config.weight_decay, kNotNegative,
               "Decoupled weight decay; never on biases and norms.");
  visitor.real("beta1", config.beta1, kShareBelowOne, "adamw: decay of the mean of gradients.");
  visitor.real("beta2", config.beta2, kShareBelowOne, "adamw: decay of the mean of squares.");
  visitor.real("eps", config.eps, kPositive, "adamw: added to the root of the mean of squares.");
  visitor.real("momentum", config.momentum, kShareBelowOne, "sgd: share of the last step kept.");
}

void describe(FieldVisitor& visitor, ScheduleConfig& config) {
  visitor.choice("type", config.type, {"constant", "cosine", "flat-cosine", "cosine-waves"},
                 "Learning rate over the steps.");
  visitor.real("warmup_fraction", config.warmup_fraction, kShare,
               "Share of all steps in which the learning rate rises from 0.");
  visitor.real("final_fraction", config.final_fraction, kShare,
               "cosine: share of the learning rate at the last step.");
  visitor.choice("dropout", config.dropout, {"constant", "flat-cosine"},
                 "Dropout over the steps; flat-cosine: to 0 in the second half.");
  visitor.choice("weight_decay", config.weight_decay, {"constant", "flat-cosine"},
                 "Weight decay over the steps; flat-cosine: to 0 in the second half.");
}

void describe(FieldVisitor& visitor, TrainingConfig& config) {
  visitor.integer("epochs", config.epochs, {1, 1000000}, "Most passes over the training rows.");
  visitor.integer("batch_size", config.batch_size, {0, 1 << 30},
                  "Rows per step; 0: by the net and the number of training rows.");
  visitor.choice("last_batch", config.last_batch, {"keep", "drop"},
                 "Rows at the end of an epoch that do not fill a batch.");
  visitor.choice("loss", config.loss,
                 {"auto", "mse", "mae", "huber", "quantile", "poisson", "cross-entropy", "bce"},
                 "What training makes small; auto: mse or cross-entropy, by the task.");
  visitor.real("huber_delta", config.huber_delta, kPositive,
               "huber: where it turns from square to straight, in standardised target units.");
  visitor.real("quantile", config.quantile,
               {.low = 0, .high = 1, .low_open = true, .high_open = true},
               "quantile: the share of targets that is to lie below the answers.");
  visitor.real("label_smoothing", config.label_smoothing, kShareBelowOne,
               "cross-entropy, bce: share of each label that is spread over all classes.");
  visitor.choice("label_smoothing_when", config.label_smoothing_when, {"always", "accuracy"},
                 "accuracy: only when accuracy is the metric watched.");
  visitor.choice("class_weights", config.class_weights, {"none", "balanced"},
                 "Weights of the training rows by their class; balanced: all classes count the "
                 "same in the loss.");
  visitor.text(
      "metric", config.metric,
      "What early stopping watches on the validation rows; auto: the task's headline, of a "
      "quantile loss its pinball loss.");
  visitor.integer("patience", config.patience, {0, 1000000},
                  "Epochs without improvement before training stops; 0: never stop early.");
  visitor.integer("min_steps", config.min_steps, {0, 1000000000},
                  "Steps before patience may end the run.");
  visitor.choice("ties", config.ties, {"first", "last"},
                 "Which of several epochs with the same best metric is kept.");
  visitor.real("time_limit", config.time_limit, kNotNegative,
               "Seconds after which the training of a net ends with the best weights so far; 0: no "
               "limit. Schedules go by the epochs all the same.");
  visitor.real("ema", config.ema, kShareBelowOne,
               "Decay of an average of the weights over the steps, which is judged and kept; 0: "
               "the weights themselves.");
  visitor.real("clip_norm", config.clip_norm, kNotNegative,
               "Largest norm of the gradient; 0: no clipping.");
  visitor.begin_section("optimizer", "How a gradient moves the weights.");
  describe(visitor, config.optimizer);
  visitor.end_section();
  visitor.begin_section("schedule", "The learning rate over the run.");
  describe(visitor, config.schedule);
  visitor.end_section();
}

void describe(FieldVisitor& visitor, DeviceConfig& config) {
  visitor.text("device", config.device, "auto, cpu, or a device as `mlrun devices` names it.");
  visitor.choice("precision", config.precision, {"fp32", "tf32", "bf16"},
                 "Of matrix products in training: tf32 keeps 10 bits of the mantissa where there "
                 "is hardware, bf16 keeps 7; the weights are fp32.");
  visitor.integer("threads", config.threads, {0, 4096},
                  "Threads on the CPU; 0: chosen by the size of the net.");
  visitor.choice("compile", config.compile, {"auto", "none", "graph", "plan"},
                 "graph: training steps are captured once and launched as one; auto: where the "
                 "device can.");
  visitor.integer("steps_per_launch", config.steps_per_launch, {0, 1000},
                  "Training steps per captured graph; 0: chosen.");
  visitor.choice("strategy", config.strategy, {"one-device", "mirrored"},
                 "mirrored: one process per device, each with its share of every batch.");
  visitor.integer("devices", config.devices, {1, 1024},
                  "mirrored: processes to start on this host.");
  visitor.choice(
      "eval_device", config.eval_device, {"same", "cpu"},
      "Where the validation rows are answered; cpu: by a clone, while training goes on.");
  visitor.choice(
      "on_oom", config.on_oom, {"fail", "shrink"},
      "Out of device memory: fail, or split each batch into parts with the same result.");
  visitor.choice("rows", config.rows, {"auto", "device", "host"},
                 "Where the training rows of an accelerator lie; host: each batch is sent over; "
                 "auto: there where they would fill half of its free memory.");
}

}  // namespace

void describe(FieldVisitor& visitor, FeatureOptions& options) {
  visitor.choice(
      "numeric", options.numeric, numeric_transform_names(),
      "Numeric columns: to normal quantiles, by median and quartiles clipped smoothly, to mean "
      "0 and deviation 1, as they are.");
  visitor.choice("target", options.target, target_scale_names(),
                 "Target of a regression while training: to mean 0 and deviation 1, log(1 + y) "
                 "likewise, as it is; answers are in its own units.");
  visitor.boolean("clamp_target", options.clamp_target,
                  "Regression: answers stay within the range of the training targets.");
  visitor.integer("min_count", options.min_count, {1, 1e9},
                  "Categorical levels of fewer training rows share one input, with unseen ones.");
}

void describe(FieldVisitor& visitor, TrainConfig& config) {
  visitor.begin_section("data", "Which rows train, which judge, what cells mean.");
  describe(visitor, config.data);
  visitor.end_section();
  visitor.begin_section("features", "What the net sees of a column.");
  describe(visitor, config.features);
  visitor.end_section();
  visitor.begin_section("model", "The net.");
  describe(visitor, config.model);
  visitor.end_section();
  visitor.begin_section("train", "How the net is trained.");
  describe(visitor, config.train);
  visitor.end_section();
  visitor.begin_section("device", "Where it runs.");
  describe(visitor, config.device);
  visitor.end_section();
  // 2^53: the largest up to which every integer survives readers that know only doubles.
  visitor.integer("seed", config.seed, {0, 9007199254740992.0},
                  "Same seed, same machine: same model.");
  visitor.integer("seeds", config.seeds, {1, 1000},
                  "Nets trained from seed, seed + 1, ... on the same features, and averaged.");
  visitor.integer("folds", config.folds, {0, 1000},
                  "At least 2: each net is trained once per fold of the training rows and scored "
                  "by that fold, which says when it stops; the model averages all. 0: no folds.");
  visitor.integer("jobs", config.jobs, {0, 4096},
                  "Nets trained at the same time on a CPU; 0: as many as there are processors.");
  visitor.real("time_limit", config.time_limit, {.low = 0},
               "Seconds that the whole run may take; 0: no limit.");
}

Json to_json(const TrainConfig& config) {
  TrainConfig copy = config;
  FieldWriter writer;
  describe(writer, copy);
  return writer.json();
}

TrainConfig train_config_from_json(const Json& json, const std::string& where) {
  TrainConfig config;
  if (const auto type = layer_model_type(json)) config = default_config(*type);
  throw_mistakes(with_origin(where, read_layer(json, config)), ErrorKind::kUsage);
  return config;
}

Json train_config_schema() {
  Json nets = Json::array();
  Json schema;
  for (const std::string& type : model_types()) {
    TrainConfig config = default_config(type);
    FieldSchema visitor;
    describe(visitor, config);
    const Json all = visitor.json();
    if (nets.empty()) schema = all;  // the other nets' defaults outside of `model` may differ
    Json net = all["properties"]["model"];
    net["properties"]["type"] = {{"const", type}};
    nets.push_back(std::move(net));
  }
  Json& model = schema["properties"]["model"];
  model = {{"description", model["description"]}};
  model["anyOf"] = std::move(nets);
  schema["title"] = "Configuration of mlrun";
  return schema;
}

}  // namespace mlrun
