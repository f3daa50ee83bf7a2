#include <catch2/catch.hpp>
#include <filesystem>

#include "config/resolve.h"

namespace mlrun {
namespace {

const std::string kConfigs = std::string(MLRUN_SOURCE_DIR) + "/configs";

ResolvedConfig resolve_preset(const std::string& name) {
  ConfigSources sources;
  sources.preset = name;
  return resolve_config(sources);
}

TEST_CASE("every file under configs/ loads, as a preset and as a config file") {
  size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kConfigs)) {
    if (!entry.is_regular_file()) continue;
    INFO(entry.path());
    ConfigSources sources;
    sources.files = {entry.path().string()};
    CHECK(resolve_config(sources).json == resolve_preset(entry.path().stem().string()).json);
    ++files;
  }
  CHECK(files == preset_names().size());
}

TEST_CASE("the preset `dense` writes every key out") {
  const ResolvedConfig resolved = resolve_preset("dense");
  CHECK(resolved.json == to_json(TrainConfig{}));
  for (const auto& [key, origin] : resolved.origins) {
    INFO(key);
    CHECK(origin == "preset dense");
  }
}

TEST_CASE("the preset `default` is what holds without one") {
  CHECK(resolve_preset("default").json == resolve_config({}).json);
}

TEST_CASE("the presets of auto differ in their effort") {
  for (const char* effort : {"fast", "default", "best"}) {
    CHECK(std::get<AutoOptions>(resolve_preset(effort).config.model).effort == effort);
  }
}

TEST_CASE("the presets are the nets they are named for") {
  const auto hidden = [](const char* name) {
    return std::get<DenseOptions>(resolve_preset(name).config.model).hidden;
  };
  CHECK(hidden("dense") == std::vector<int64_t>{256, 256, 256});
  CHECK(hidden("quick") == std::vector<int64_t>{128, 128});
  CHECK(hidden("linear").empty());
}

TEST_CASE("the preset `linear` can reach ordinary least squares") {
  const TrainConfig config = resolve_preset("linear").config;
  CHECK(config.features.numeric == "standard");
  CHECK(config.train.optimizer.weight_decay == 0.0);
  CHECK(config.train.patience == 0);
  CHECK(config.train.clip_norm == 0.0);
  CHECK(config.train.schedule.type == "cosine");
  CHECK(config.train.schedule.final_fraction == 0.0);
}

}  // namespace
}  // namespace mlrun
