#include "predict/model_description.h"

#include <catch2/catch.hpp>

#include "predict/fixtures.h"

using namespace mlrun;

namespace {

const FeatureLayout kLayout{{"a", "b"}, {"a missing"}, {"c"}, {4}};

}  // namespace

TEST_CASE("a task decides the outputs") {
  CHECK(describe_model(DenseOptions{}, kLayout, test::regression_spec()).outputs == 1);
  const ModelDescription classes = describe_model(DenseOptions{}, kLayout, test::class_spec());
  CHECK(classes.outputs == 2);
  CHECK(classes.classification);
}

TEST_CASE("a description comes back from its JSON") {
  DenseOptions options;
  options.hidden = {3};
  const ModelDescription made = describe_model(options, kLayout, test::class_spec());
  const Json json = to_json(made);
  CHECK(json["inputs"] == 7);
  const ModelDescription back = description_from_json(json, kLayout, "model");
  CHECK(std::get<DenseOptions>(back.config).hidden == options.hidden);
  CHECK(back.outputs == 2);
  CHECK(back.classification);
}

TEST_CASE("sizes that do not fit the features are refused") {
  Json json = to_json(describe_model(DenseOptions{}, kLayout, test::class_spec()));
  json["inputs"] = 8;
  CHECK_THROWS_WITH(description_from_json(json, kLayout, "model"),
                    "model: the net has 8 inputs, the features give 7");
  json["inputs"] = 7;
  json["outputs"] = 1;
  CHECK_THROWS_WITH(description_from_json(json, kLayout, "model"), "model: 1 outputs");
}
