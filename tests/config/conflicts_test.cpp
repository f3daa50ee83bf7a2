#include "config/conflicts.h"

#include <catch2/catch.hpp>

#include "config/resolve.h"

using namespace mlrun;

namespace {

using Values = std::vector<std::pair<std::string, Json>>;

TrainConfig config_with(const Values& values) {
  Json json = to_json(TrainConfig{});
  for (const auto& [pointer, value] : values) json[Json::json_pointer(pointer)] = value;
  return train_config_from_json(json, "test");
}

Mistakes conflicts(const Values& values) { return conflicts_of(config_with(values)); }
Mistakes unused(const Values& values) { return unused_values(config_with(values).train); }

}  // namespace

TEST_CASE("the defaults do not contradict each other") { CHECK(conflicts({}).empty()); }

TEST_CASE("what does not go together is said, all of it") {
  const auto starts = [](const Mistakes& mistakes, const char* key) {
    return mistakes.size() == 1 && mistakes[0].starts_with(key);
  };
  CHECK(starts(conflicts({{"/device/devices", 2}}), "device.devices: "));
  CHECK(conflicts({{"/device/devices", 2}, {"/device/strategy", "mirrored"}}).empty());
  CHECK(starts(conflicts({{"/device/compile", "none"}, {"/device/steps_per_launch", 4}}),
               "device.steps_per_launch: "));
  CHECK(starts(conflicts({{"/device/compile", "graph"}, {"/device/strategy", "mirrored"}}),
               "device.compile: "));
  CHECK(starts(conflicts({{"/device/steps_per_launch", 2}, {"/device/strategy", "mirrored"}}),
               "device.steps_per_launch: "));
  CHECK(starts(conflicts({{"/model/batch_norm", true}, {"/device/strategy", "mirrored"}}),
               "model.batch_norm: "));
  CHECK(conflicts({{"/model/batch_norm", true},
                   {"/device/strategy", "mirrored"},
                   {"/device/on_oom", "shrink"}})
            .size() == 2);
  CHECK(starts(conflicts({{"/folds", 1}}), "folds: expected 0"));
  CHECK(starts(conflicts({{"/folds", 3}, {"/device/strategy", "mirrored"}}), "folds: nets of"));
}

TEST_CASE("a value that nothing goes by is told") {
  CHECK(unused({{"/train/quantile", 0.9}}) ==
        Mistakes{"train.quantile: nothing goes by it without train.loss quantile (--loss "
                 "quantile)"});
  CHECK(unused({{"/train/quantile", 0.9}, {"/train/loss", "quantile"}}).empty());
  CHECK(unused({{"/train/huber_delta", 2}, {"/train/loss", "mse"}}) ==
        Mistakes{"train.huber_delta: nothing goes by it without train.loss huber (--loss huber)"});
  CHECK(unused({{"/train/huber_delta", 2}, {"/train/loss", "huber"}}).empty());
  CHECK(unused({{"/train/optimizer/momentum", 0.5}}) ==
        Mistakes{"train.optimizer.momentum: nothing goes by it without train.optimizer.type sgd; "
                 "adamw has beta1"});
  CHECK(unused({{"/train/optimizer/momentum", 0.5}, {"/train/optimizer/type", "sgd"}}).empty());
}

TEST_CASE("auto goes with one device and chooses the number of nets itself") {
  TrainConfig config;
  config.model = AutoOptions{};
  CHECK(conflicts_of(config).empty());
  config.seeds = 2;
  config.device.strategy = "mirrored";
  const Mistakes mistakes = conflicts_of(config);
  REQUIRE(mistakes.size() == 3);
  CHECK(mistakes[0].starts_with("model.type: auto"));
  CHECK(mistakes[1].starts_with("seeds: auto"));
}

TEST_CASE("a resnet is refused for the batch norm that it always has") {
  TrainConfig config = default_config("resnet");
  config.device.strategy = "mirrored";
  CHECK(conflicts_of(config) ==
        Mistakes{"model.type: a resnet has batch norm, whose statistics would be those of each "
                 "rank's rows, not of the batch; device.strategy one-device, or another net"});
  config.device.strategy = "one-device";
  config.device.on_oom = "shrink";
  CHECK(conflicts_of(config) ==
        Mistakes{"model.type: a resnet has batch norm, whose statistics would be those of parts "
                 "of a batch; device.on_oom fail, or another net"});
}

TEST_CASE("a loss that does not fit the task") {
  TrainConfig config;
  CHECK(task_conflicts_of(config, 0).empty());
  CHECK(task_conflicts_of(config, 2).empty());
  config.train.loss = "mse";
  CHECK(task_conflicts_of(config, 2) ==
        Mistakes{"train.loss: mse does not fit classification; cross-entropy and bce do"});
  CHECK(task_conflicts_of(config, 3) ==
        Mistakes{"train.loss: mse does not fit classification; cross-entropy does"});
  config.train.loss = "bce";
  CHECK(task_conflicts_of(config, 2).empty());
  CHECK(task_conflicts_of(config, 3) ==
        Mistakes{"train.loss: bce does not fit 3 classes, but two; cross-entropy does"});
  config.train.loss = "poisson";
  CHECK(task_conflicts_of(config, 0).empty());
  CHECK(task_conflicts_of(config, 3) ==
        Mistakes{"train.loss: poisson does not fit classification; cross-entropy does"});
  config.train.loss = "cross-entropy";
  CHECK(task_conflicts_of(config, 3).empty());
  CHECK(task_conflicts_of(config, 0) ==
        Mistakes{"train.loss: cross-entropy does not fit regression; mse, mae, huber, "
                 "quantile and poisson do"});
}

TEST_CASE("a regression has no labels to smooth") {
  TrainConfig config;
  config.train.label_smoothing = 0.1;
  CHECK(task_conflicts_of(config, 2).empty());
  CHECK(task_conflicts_of(config, 0) ==
        Mistakes{"train.label_smoothing: a regression has no labels to smooth; 0 smooths none"});
  config.train.label_smoothing_when = "accuracy";
  CHECK(task_conflicts_of(config, 0).empty());
  CHECK(task_conflicts_of(default_config("realmlp"), 0).empty());
}

TEST_CASE("a regression has no classes to weigh") {
  TrainConfig config;
  config.train.class_weights = "balanced";
  CHECK(task_conflicts_of(config, 2).empty());
  CHECK(task_conflicts_of(config, 0) ==
        Mistakes{"train.class_weights: a regression has no classes to weigh; none weighs none"});
}

TEST_CASE("classes have no logarithm") {
  TrainConfig config;
  config.features.target = "log1p";
  CHECK(task_conflicts_of(config, 0).empty());
  CHECK(task_conflicts_of(config, 2) ==
        Mistakes{"features.target: classes have no logarithm; standard goes with a "
                 "classification"});
}

TEST_CASE("a rate has its own logarithm") {
  const Mistakes found = conflicts({{"/train/loss", "poisson"}, {"/features/target", "log1p"}});
  REQUIRE(found.size() == 1);
  CHECK(found[0].starts_with("features.target: the net answers the logarithm of a rate"));
  CHECK(conflicts({{"/train/loss", "poisson"}}).empty());
}

TEST_CASE("a resolved configuration holds no conflict") {
  ConfigSources sources;
  sources.flags = {{"--devices", "device.devices", 2}};
  CHECK_THROWS_WITH(resolve_config(sources), Catch::StartsWith("device.devices: more than one"));
}
