#include "config/presets.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "config/scratch_dir.h"

namespace mlrun {
namespace {

TEST_CASE("presets are looked for where MLRUN_PRESETS_DIR says") {
  const ScratchDir dir;
  dir.file("b.json", "{}");
  dir.file("a.json", "{}");
  dir.file("notes.txt", "");
  const Environment environment = {{"MLRUN_PRESETS_DIR", dir.path()}};
  CHECK(preset_directory(environment) == dir.path());
  CHECK(preset_names(environment) == std::vector<std::string>{"a", "b"});
  CHECK(preset_file("a", environment) == dir.path() + "/a.json");
}

TEST_CASE("without the variable the presets of the source tree are found") {
  CHECK(preset_directory({}) == std::string(MLRUN_SOURCE_DIR) + "/configs");
  CHECK(preset_directory({{"MLRUN_PRESETS_DIR", ""}}) == preset_directory({}));
  const std::vector<std::string> names = preset_names({});
  for (const char* name : {"best", "default", "dense", "fast", "linear", "quick"}) {
    INFO(name);
    CHECK(std::count(names.begin(), names.end(), name) == 1);
  }
}

TEST_CASE("an unknown preset lists the known ones and the nearest") {
  const ScratchDir dir;
  dir.file("fast.json", "{}");
  dir.file("best.json", "{}");
  CHECK_THROWS_WITH(preset_file("fsat", {{"MLRUN_PRESETS_DIR", dir.path()}}),
                    "unknown preset \"fsat\" (known: best, fast); did you mean \"fast\"?");
  CHECK_THROWS_WITH(preset_file("fast", {{"MLRUN_PRESETS_DIR", "/nowhere"}}),
                    "unknown preset \"fast\" (none in \"/nowhere\")");
}

TEST_CASE("a preset with a slash or ending in .json is a file") {
  CHECK(preset_file("mine/fast", {}) == "mine/fast");
  CHECK(preset_file("mine.json", {}) == "mine.json");
}

}  // namespace
}  // namespace mlrun
