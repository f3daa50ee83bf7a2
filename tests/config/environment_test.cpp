#include "config/environment.h"

#include <catch2/catch.hpp>
#include <cstdlib>

namespace mlrun {
namespace {

Json one_value(const std::string& name, const std::string& text) {
  Mistakes mistakes;
  const ConfigLayer layer = environment_layer({{name, text}}, mistakes);
  CHECK(mistakes.empty());
  REQUIRE(layer.size() == 1);
  CHECK(layer[0].origin == name);
  return layer[0].values;
}

Mistakes mistakes_of(const std::string& name) {
  Mistakes mistakes;
  CHECK(environment_layer({{name, "1"}}, mistakes).empty());
  return mistakes;
}

TEST_CASE("json_or_string reads JSON where there is some") {
  CHECK(json_or_string("3") == 3);
  CHECK(json_or_string("[64, 64]") == Json::parse("[64,64]"));
  CHECK(json_or_string("true") == true);
  CHECK(json_or_string("\"3\"") == "3");
  CHECK(json_or_string("cpu") == "cpu");
  CHECK(json_or_string("") == "");
  CHECK(json_or_string("[64,") == "[64,");
  CHECK(json_or_string("nan") == "nan");
}

TEST_CASE("variables name keys by their path with underscores") {
  CHECK(one_value("MLRUN_SEED", "7").dump() == R"({"seed":7})");
  CHECK(one_value("MLRUN_TRAIN_OPTIMIZER_LR", "0.1").dump() ==
        R"({"train":{"optimizer":{"lr":0.1}}})");
  CHECK(one_value("MLRUN_TRAIN_BATCH_SIZE", "64").dump() == R"({"train":{"batch_size":64}})");
  CHECK(one_value("MLRUN_MODEL_HIDDEN", "[64,64]").dump() == R"({"model":{"hidden":[64,64]}})");
  CHECK(one_value("MLRUN_DEVICE_DEVICE", "cpu").dump() == R"({"device":{"device":"cpu"}})");
}

TEST_CASE("an unknown variable of a section is a mistake with the nearest key") {
  CHECK(mistakes_of("MLRUN_TRAIN_EPOCH") ==
        Mistakes{"MLRUN_TRAIN_EPOCH: unknown key; did you mean \"MLRUN_TRAIN_EPOCHS\"?"});
  CHECK(mistakes_of("MLRUN_TRAIN_LR") ==
        Mistakes{"MLRUN_TRAIN_LR: unknown key; did you mean \"MLRUN_TRAIN_OPTIMIZER_LR\"?"});
  CHECK(mistakes_of("MLRUN_DEVICE") ==
        Mistakes{"MLRUN_DEVICE: unknown key; did you mean \"MLRUN_DEVICE_DEVICE\"?"});
  CHECK(mistakes_of("MLRUN_TRAIN_QQQQQQQQQQQQQQQQ") ==
        Mistakes{"MLRUN_TRAIN_QQQQQQQQQQQQQQQQ: unknown key"});
}

TEST_CASE("a variable of no section is a mistake only near a known name") {
  CHECK(mistakes_of("MLRUN_TRIAN_EPOCHS") ==
        Mistakes{"MLRUN_TRIAN_EPOCHS: unknown key; did you mean \"MLRUN_TRAIN_EPOCHS\"?"});
  CHECK(mistakes_of("MLRUN_EPOCHS") ==
        Mistakes{"MLRUN_EPOCHS: unknown key; did you mean \"MLRUN_TRAIN_EPOCHS\"?"});
  CHECK(mistakes_of("MLRUN_PRESETS_DIRS") ==
        Mistakes{"MLRUN_PRESETS_DIRS: unknown key; did you mean \"MLRUN_PRESETS_DIR\"?"});
  CHECK(mistakes_of("MLRUN_HTTPDB__DSN_OF_ANOTHER_TOOL").empty());
}

TEST_CASE("reserved and foreign variables are left alone") {
  for (const char* name :
       {"MLRUN_CONFIG", "MLRUN_CPU", "MLRUN_DEVICE_PLUGIN", "MLRUN_LAUNCHED_RANK", "MLRUN_PRESET",
        "MLRUN_PRESETS_DIR", "MLRUN_SHARED", "MLRUN_TORCH_DIR", "MLRUN_LOG_FORMAT",
        "MLRUN_LOG_FILE", "MLRUN_TEST_DEVICE", "PATH", "mlrun_seed"}) {
    INFO(name);
    CHECK(mistakes_of(name).empty());
  }
}

TEST_CASE("variable finds a value by name") {
  CHECK(variable({{"A", "1"}, {"B", ""}}, "B") == std::optional<std::string>(""));
  CHECK(variable({{"A", "1"}}, "B") == std::nullopt);
}

TEST_CASE("process_environment holds the variables of this process") {
  setenv("MLRUN_TEST_VARIABLE", "a=b", 1);
  CHECK(variable(process_environment(), "MLRUN_TEST_VARIABLE") ==
        std::optional<std::string>("a=b"));
  unsetenv("MLRUN_TEST_VARIABLE");
}

}  // namespace
}  // namespace mlrun
