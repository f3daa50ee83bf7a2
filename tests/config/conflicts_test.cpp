#include "config/conflicts.h"

#include <catch2/catch.hpp>

#include "config/resolve.h"

using namespace mlrun;

namespace {

Mistakes conflicts(const std::vector<std::pair<std::string, Json>>& values) {
  Json json = to_json(TrainConfig{});
  for (const auto& [pointer, value] : values) json[Json::json_pointer(pointer)] = value;
  return conflicts_of(train_config_from_json(json, "test"));
}

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

TEST_CASE("a resolved configuration holds no conflict") {
  ConfigSources sources;
  sources.flags = {{"--devices", "device.devices", 2}};
  CHECK_THROWS_WITH(resolve_config(sources), Catch::StartsWith("device.devices: more than one"));
}
