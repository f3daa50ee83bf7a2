#include "config/model_config.h"

#include <catch2/catch.hpp>

namespace mlrun {
namespace {

std::string mistakes_of(const char* text, ErrorKind kind = ErrorKind::kModel) {
  try {
    model_config_from_json(Json::parse(text), "m.mlrun", kind);
  } catch (const Error& error) {
    CHECK(error.kind() == kind);
    return error.what();
  }
  return "";
}

TEST_CASE("a model config round-trips through JSON") {
  DenseOptions options;
  options.hidden = {64, 32};
  options.activation = "mish";
  options.dropout = 0;
  options.batch_norm = true;
  const Json json = to_json(ModelConfig(options));
  CHECK(json.dump() ==
        R"({"type":"dense","hidden":[64,32],"activation":"mish","dropout":0.0,)"
        R"("batch_norm":true,"embedding":{"type":"none","width":16,"bins":48,"spread_bins":false,)"
        R"("frequencies":16,"frequency_scale":0.1}})");
  const ModelConfig back = model_config_from_json(json, "m.mlrun", ErrorKind::kModel);
  CHECK(to_json(back) == json);
}

TEST_CASE("every named net has defaults and its own name") {
  for (const std::string& type : model_types()) {
    CHECK(type_name(default_model(type)) == type);
    CHECK(to_json(default_model(type)).at("type") == type);
  }
}

TEST_CASE("default_model names the known nets and the nearest") {
  CHECK_THROWS_WITH(
      default_model("dens"),
      "model.type: expected one of auto, dense, resnet, tabm, realmlp, got \"dens\"; did "
      "you mean \"dense\"?");
}

TEST_CASE("absent options of a model keep their defaults") {
  const Json json = Json::parse(R"({"type":"dense","hidden":[]})");
  const ModelConfig config = model_config_from_json(json, "m.mlrun", ErrorKind::kModel);
  CHECK(std::get<DenseOptions>(config).hidden.empty());
  CHECK(std::get<DenseOptions>(config).dropout == 0.1);
}

TEST_CASE("mistakes in a model's JSON are named together") {
  CHECK(mistakes_of(R"({"hidden":[4]})") ==
        "m.mlrun: type: expected one of auto, dense, resnet, tabm, realmlp, got nothing");
  CHECK(mistakes_of(R"({"type":"dens","k":[4]})") ==
        "m.mlrun: type: expected one of auto, dense, resnet, tabm, realmlp, got \"dens\"; did you "
        "mean "
        "\"dense\"?");
  CHECK(mistakes_of(R"({"type":3})") ==
        "m.mlrun: type: expected one of auto, dense, resnet, tabm, realmlp, got 3");
  CHECK(mistakes_of("[]") == "m.mlrun: expected an object, got []");
  CHECK(
      mistakes_of(R"({"type":"dense","hidden":[0],"dropout":1,"hiden":[1]})", ErrorKind::kUsage) ==
      "m.mlrun: hidden[0]: expected an integer from 1 to 65536, got 0\n"
      "m.mlrun: dropout: expected a number of at least 0 and below 1, got 1\n"
      "m.mlrun: unknown key \"hiden\"; did you mean \"hidden\"?");
}

}  // namespace
}  // namespace mlrun
