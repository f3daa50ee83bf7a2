#include "config/train_config.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "config/field_names.h"

namespace mlrun {
namespace {

std::string mistakes_of(const char* text) {
  try {
    train_config_from_json(Json::parse(text), "c.json");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kUsage);
    return error.what();
  }
  return "";
}

// The part of JSON Schema that the configuration uses.
bool fits(const Json& value, const Json& schema) {
  if (schema.contains("anyOf")) {
    const Json& nets = schema.at("anyOf");
    return std::any_of(nets.begin(), nets.end(), [&](const Json& net) { return fits(value, net); });
  }
  if (schema.contains("const")) return value == schema.at("const");
  if (schema.contains("enum")) {
    const Json& choices = schema.at("enum");
    return std::find(choices.begin(), choices.end(), value) != choices.end();
  }
  const std::string type = schema.at("type");
  if (type == "object") {
    return value.is_object() &&
           std::all_of(value.items().begin(), value.items().end(), [&](const auto& item) {
             const Json& fields = schema.at("properties");
             return fields.contains(item.key()) && fits(item.value(), fields.at(item.key()));
           });
  }
  if (type == "array") {
    return value.is_array() && std::all_of(value.begin(), value.end(), [&](const Json& item) {
             return fits(item, schema.at("items"));
           });
  }
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (!(type == "integer" ? value.is_number_integer() : value.is_number())) return false;
  const double number = value;
  return number >= schema.value("minimum", -1e300) && number <= schema.value("maximum", 1e300) &&
         number > schema.value("exclusiveMinimum", -1e300) &&
         number < schema.value("exclusiveMaximum", 1e300);
}

TEST_CASE("the JSON of a configuration begins with its sections in order") {
  const Json json = to_json(TrainConfig{});
  std::vector<std::string> keys;
  for (const auto& item : json.items()) keys.push_back(item.key());
  CHECK(keys == std::vector<std::string>{"data", "features", "model", "train", "device", "seed",
                                         "seeds", "folds", "jobs", "time_limit"});
}

TEST_CASE("field paths of a configuration are an interface") {
  CHECK(field_paths(to_json(TrainConfig{})) ==
        std::vector<std::string>{"data.task",
                                 "data.valid_fraction",
                                 "data.missing",
                                 "features.numeric",
                                 "features.target",
                                 "features.clamp_target",
                                 "features.min_count",
                                 "model.type",
                                 "model.hidden",
                                 "model.activation",
                                 "model.dropout",
                                 "model.batch_norm",
                                 "model.embedding.type",
                                 "model.embedding.width",
                                 "model.embedding.bins",
                                 "model.embedding.spread_bins",
                                 "model.embedding.frequencies",
                                 "model.embedding.frequency_scale",
                                 "train.epochs",
                                 "train.batch_size",
                                 "train.last_batch",
                                 "train.loss",
                                 "train.huber_delta",
                                 "train.quantile",
                                 "train.label_smoothing",
                                 "train.label_smoothing_when",
                                 "train.class_weights",
                                 "train.metric",
                                 "train.patience",
                                 "train.min_steps",
                                 "train.ties",
                                 "train.time_limit",
                                 "train.ema",
                                 "train.clip_norm",
                                 "train.optimizer.type",
                                 "train.optimizer.lr",
                                 "train.optimizer.weight_decay",
                                 "train.optimizer.beta1",
                                 "train.optimizer.beta2",
                                 "train.optimizer.eps",
                                 "train.optimizer.momentum",
                                 "train.schedule.type",
                                 "train.schedule.warmup_fraction",
                                 "train.schedule.final_fraction",
                                 "train.schedule.dropout",
                                 "train.schedule.weight_decay",
                                 "device.device",
                                 "device.precision",
                                 "device.threads",
                                 "device.compile",
                                 "device.steps_per_launch",
                                 "device.strategy",
                                 "device.devices",
                                 "device.eval_device",
                                 "device.on_oom",
                                 "device.rows",
                                 "seed",
                                 "seeds",
                                 "folds",
                                 "jobs",
                                 "time_limit"});
}

TEST_CASE("a configuration round-trips byte for byte") {
  TrainConfig config;
  config.data.valid_fraction = 0.1;
  config.data.missing = {"?"};
  config.features.numeric = "none";
  config.model = DenseOptions{{8}, "tanh", 0.25, true, {}};
  config.train.optimizer.lr = 1.0 / 3.0;
  config.train.optimizer.eps = 1e-12;
  config.train.schedule.type = "cosine";
  config.device.threads = 3;
  config.seed = 9007199254740992;
  const std::string text = to_json(config).dump(2);
  CHECK(to_json(train_config_from_json(Json::parse(text), "c.json")).dump(2) == text);
}

TEST_CASE("an empty object is the default configuration") {
  CHECK(to_json(train_config_from_json(Json::object(), "c.json")) == to_json(TrainConfig{}));
}

TEST_CASE("missing tokens are those of the data spec by default") {
  CHECK(TrainConfig{}.data.missing == DataSpec::default_missing());
}

TEST_CASE("values out of bounds are refused with their range") {
  CHECK(mistakes_of(R"({"train":{"epochs":0}})") ==
        "c.json: train.epochs: expected an integer from 1 to 1000000, got 0");
  CHECK(mistakes_of(R"({"train":{"patience":-1}})") ==
        "c.json: train.patience: expected an integer from 0 to 1000000, got -1");
  CHECK(mistakes_of(R"({"train":{"class_weights":"even"}})") ==
        "c.json: train.class_weights: expected one of none, balanced, got \"even\"");
  CHECK(mistakes_of(R"({"train":{"time_limit":-1}})") ==
        "c.json: train.time_limit: expected a number of at least 0, got -1");
  CHECK(mistakes_of(R"({"train":{"ema":1}})") ==
        "c.json: train.ema: expected a number of at least 0 and below 1, got 1");
  CHECK(mistakes_of(R"({"train":{"optimizer":{"lr":-1}}})") ==
        "c.json: train.optimizer.lr: expected a number of at least 0, got -1");
  CHECK(mistakes_of(R"({"train":{"optimizer":{"beta2":1}}})") ==
        "c.json: train.optimizer.beta2: expected a number of at least 0 and below 1, got 1");
  CHECK(mistakes_of(R"({"train":{"clip_norm":-0.5}})") ==
        "c.json: train.clip_norm: expected a number of at least 0, got -0.5");
  CHECK(mistakes_of(R"({"data":{"valid_fraction":1}})") ==
        "c.json: data.valid_fraction: expected a number above 0 and below 1, got 1");
  CHECK(mistakes_of(R"({"data":{"valid_fraction":0.0}})") ==
        "c.json: data.valid_fraction: expected a number above 0 and below 1, got 0");
  CHECK(mistakes_of(R"({"model":{"dropout":1.0}})") ==
        "c.json: model.dropout: expected a number of at least 0 and below 1, got 1");
  CHECK(mistakes_of(R"({"model":{"hidden":[65537]}})") ==
        "c.json: model.hidden[0]: expected an integer from 1 to 65536, got 65537");
  CHECK(mistakes_of(R"({"seed":-1})") ==
        "c.json: seed: expected an integer from 0 to 9007199254740992, got -1");
  CHECK(mistakes_of(R"({"device":{"precision":"fp16"}})")
            .find("one of fp32, tf32, bf16, got \"fp16\"") != std::string::npos);
}

TEST_CASE("mistakes of all sections are reported together") {
  CHECK(mistakes_of(R"({"sed":1,"data":{"task":3},"model":{"type":"forest","trees":9},)"
                    R"("train":{"epoch":9}})") ==
        "c.json: data.task: expected one of auto, regression, classification, got 3\n"
        "c.json: model.type: expected one of auto, dense, resnet, tabm, realmlp, got \"forest\"\n"
        "c.json: unknown key \"train.epoch\"; did you mean \"train.epochs\"?\n"
        "c.json: unknown key \"sed\"; did you mean \"seed\"?");
}

TEST_CASE("the JSON Schema describes every key and accepts the defaults") {
  const Json schema = train_config_schema();
  const Json defaults = to_json(TrainConfig{});
  CHECK(fits(defaults, schema));
  for (const std::string& path : field_paths(defaults)) {
    INFO(path);
    Json wrong = defaults;
    assign_field(wrong, path, Json(nullptr));
    CHECK_FALSE(fits(wrong, schema));
    assign_field(wrong, path + "s", 1);
    CHECK_FALSE(fits(wrong, schema));
  }
  Json extra = defaults;
  extra["more"] = 1;
  CHECK_FALSE(fits(extra, schema));
}

TEST_CASE("the JSON Schema repeats the defaults") {
  const Json defaults = to_json(TrainConfig{});
  const Json schema = train_config_schema();
  const Json& train = schema.at("properties").at("train").at("properties");
  CHECK(train.at("epochs").at("default") == defaults.at("train").at("epochs"));
  CHECK(train.at("optimizer").at("properties").at("lr").at("default") == 1e-3);
}

TEST_CASE("the automatic batch size follows the number of rows") {
  CHECK(automatic_batch_size(DenseOptions{}, 1) == 32);
  CHECK(automatic_batch_size(DenseOptions{}, 2799) == 32);
  CHECK(automatic_batch_size(DenseOptions{}, 2800) == 64);
  CHECK(automatic_batch_size(DenseOptions{}, 4500) == 128);
  CHECK(automatic_batch_size(DenseOptions{}, 6400) == 256);
  CHECK(automatic_batch_size(DenseOptions{}, 31999) == 256);
  CHECK(automatic_batch_size(DenseOptions{}, 32000) == 512);
  CHECK(automatic_batch_size(DenseOptions{}, 107999) == 512);
  CHECK(automatic_batch_size(DenseOptions{}, 108000) == 1024);
}

}  // namespace
TEST_CASE("RealMLP has batches of its own by the number of rows") {
  const RealMlpOptions net;
  CHECK(automatic_batch_size(net, 1024) == 64);
  CHECK(automatic_batch_size(net, 8192) == 128);
  CHECK(automatic_batch_size(net, 8193) == 256);
  CHECK(automatic_batch_size(net, 100000) == 512);
  CHECK(automatic_batch_size(net, 100001) == 1024);
}

TEST_CASE("RealMLP alone keeps answers within the range of the targets") {
  for (const std::string& type : model_types()) {
    CHECK(target_options(default_config(type)).clamp == (type == "realmlp"));
  }
  TrainConfig config;
  config.features.target = "log1p";
  CHECK(target_options(config).scale == "log1p");
  CHECK_FALSE(target_options(config).rate);
  config.train.loss = "poisson";
  CHECK(target_options(config).rate);
}

TEST_CASE("a learning rate of 0 is the net's own") {
  TrainConfig config;
  config.train.optimizer.lr = 0;
  CHECK(settled_lr(config, Task::kRegression) == 1e-3);
  config.model = RealMlpOptions{};
  CHECK(settled_lr(config, Task::kRegression) == 0.2);
  CHECK(settled_lr(config, Task::kBinary) == 0.04);
  config.train.optimizer.lr = 0.5;
  CHECK(settled_lr(config, Task::kBinary) == 0.5);
}

TEST_CASE("tabm spreads its bins, other nets do not") {
  const auto spread = [](const char* type) {
    const ModelConfig model = default_config(type).model;
    if (const auto* tabm = std::get_if<TabMOptions>(&model)) return tabm->embedding.spread_bins;
    if (const auto* dense = std::get_if<DenseOptions>(&model)) return dense->embedding.spread_bins;
    return std::get<RealMlpOptions>(model).embedding.spread_bins;
  };
  CHECK(spread("tabm"));
  CHECK_FALSE(spread("dense"));
  CHECK_FALSE(spread("realmlp"));
}

}  // namespace mlrun
