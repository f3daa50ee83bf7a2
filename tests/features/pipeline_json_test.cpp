#include <catch2/catch.hpp>
#include <functional>

#include "core/error.h"
#include "features/pipeline_state.h"
#include "features/tables.h"

using namespace mlrun;
using Catch::Matchers::Message;

namespace {

// A numeric column with a gap, an hour, a category; features.numeric standard.
struct Saved {
  DataSpec spec;
  Json json;
  std::vector<NamedArray> arrays;
};

Saved saved() {
  const Table table = TableOf()
                          .numeric("a", {1, kNoNumber, 4})
                          .datetime("when", {0, 3600, 10800})
                          .codes("c", {"x", "y"}, {0, 1, 1})
                          .numeric("y", {1, 2, 3}, Role::kTarget)
                          .take();
  std::vector<std::string> remarks;
  const auto pipeline = FeaturePipeline::fit(table, {"standard", "none", false, 1}, 1, remarks);
  return {table.spec, pipeline.to_json(), pipeline.arrays()};
}

// Loads after a change to the JSON.
void load_with(const std::function<void(Json&)>& change) {
  Saved state = saved();
  change(state.json);
  load_pipeline(state.json, state.arrays, state.spec);
}

}  // namespace

TEST_CASE("what a pipeline writes") {
  CHECK(saved().json == Json::parse(R"({
    "kind": "table",
    "options": {"numeric": "standard", "target": "none"},
    "inputs": [{"column": "a"},
               {"column": "when", "part": "hour"},
               {"column": "when", "part": "hour_sin"},
               {"column": "when", "part": "hour_cos"},
               {"column": "when", "part": "elapsed", "origin": 0.0}],
    "indicators": ["a"],
    "categorical": ["c"],
    "layout": {"numeric": ["a", "when.hour", "when.hour_sin", "when.hour_cos", "when.elapsed"],
               "indicators": ["a.missing"], "categorical": ["c"], "cardinalities": [2]}
  })"));
  const auto arrays = saved().arrays;
  REQUIRE(arrays.size() == 3);
  CHECK(arrays[0].name == "mean");
  CHECK(arrays[1].name == "deviation");
  CHECK(arrays[2].name == "fill");
  CHECK(arrays[2].shape == std::vector<int64_t>{5});
}

TEST_CASE("the target transform may stand beside the pipeline, nothing else") {
  CHECK_NOTHROW(load_with([](Json& json) { json["target"] = {{"mean", 0.0}}; }));
  CHECK_THROWS_MATCHES(load_with([](Json& json) { json["extra"] = 1; }), Error,
                       Message("features: unknown key \"extra\""));
  CHECK_THROWS_MATCHES(load_with([](Json& json) { json = Json::array(); }), Error,
                       Message("features: expected an object"));
}

TEST_CASE("damaged pipelines are refused with the place") {
  const std::vector<std::pair<std::function<void(Json&)>, std::string>> damages = {
      {[](Json& j) { j["kind"] = "image"; },
       "features: key \"kind\": expected \"table\", got \"image\""},
      {[](Json& j) { j["options"]["numeric"] = "robust"; },
       "features.options: key \"numeric\": expected one of quantile-normal, robust-smooth, "
       "standard, none, got "
       "\"robust\""},
      {[](Json& j) { j["options"]["target"] = "log"; },
       "features.options: key \"target\": expected one of standard, log1p, none, got \"log\""},
      {[](Json& j) { j["options"]["seed"] = 1; }, "features.options: unknown key \"seed\""},
      {[](Json& j) { j["inputs"] = 3; }, "features: key \"inputs\": expected a list"},
      {[](Json& j) {
         j["inputs"][0] = {{"column", "z"}};
       },
       "features.inputs[0]: column \"z\" is not in the data spec"},
      {[](Json& j) {
         j["inputs"][0] = {{"column", "y"}};
       },
       "features.inputs[0]: column \"y\": expected a feature, got role target"},
      {[](Json& j) {
         j["inputs"][0] = {{"column", "c"}};
       },
       "features.inputs[0]: column \"c\": type categorical does not fit here"},
      {[](Json& j) { j["inputs"][0]["part"] = "hour"; },
       "features.inputs[0]: unknown key \"part\""},
      {[](Json& j) { j["inputs"][1].erase("part"); },
       "features.inputs[1]: key \"part\" is missing"},
      {[](Json& j) { j["inputs"][1]["part"] = "minute"; },
       "features.inputs[1]: unknown datetime part \"minute\""},
      {[](Json& j) { j["inputs"][2]["part"] = "hour"; },
       "features.inputs[2]: input \"when.hour\" stands twice"},
      {[](Json& j) { j["inputs"][4]["origin"] = std::numeric_limits<double>::infinity(); },
       "features.inputs[4]: key \"origin\": expected a finite number"},
      {[](Json& j) {
         j["indicators"] = {"a", "a"};
       },
       "features.indicators: column \"a\" stands twice"},
      {[](Json& j) { j["categorical"] = {"a"}; },
       "features.categorical: column \"a\": type numeric does not fit here"},
      {[](Json& j) { j["layout"]["cardinalities"][0] = 3; },
       "features: key \"layout\" does not follow from the inputs and the data spec"},
      {[](Json& j) { j.erase("layout"); }, "features: key \"layout\" is missing"},
  };
  for (const auto& [change, message] : damages) {
    CHECK_THROWS_MATCHES(load_with(change), Error, Message(message));
  }
}

TEST_CASE("arrays that do not fit the inputs are refused") {
  const Saved state = saved();
  const auto load = [&](const std::vector<NamedArray>& arrays) {
    load_pipeline(state.json, arrays, state.spec);
  };
  auto arrays = state.arrays;
  arrays.pop_back();
  CHECK_THROWS_MATCHES(load(arrays), Error, Message("features: array \"fill\" is missing"));
  arrays = state.arrays;
  arrays.push_back({"extra", {1}, {1}});
  CHECK_THROWS_MATCHES(load(arrays), Error, Message("features: expected 3 arrays, got 4"));
  arrays = state.arrays;
  arrays[2] = {"fill", {4}, {1, 2, 3, 4}};
  CHECK_THROWS_MATCHES(load(arrays), Error,
                       Message("features: array \"fill\": expected shape [5], got [4]"));
}

TEST_CASE("a pipeline without numeric inputs has no arrays") {
  const Table table = TableOf().codes("c", {"x", "y"}, {0, 1, 0, 1}).take();
  std::vector<std::string> remarks;
  const auto pipeline = FeaturePipeline::fit(table, {}, 1, remarks);
  CHECK(pipeline.arrays().empty());
  CHECK_NOTHROW(load_pipeline(pipeline.to_json(), {}, table.spec));
  Json empty = pipeline.to_json();
  empty["categorical"] = Json::array();
  empty["layout"]["categorical"] = Json::array();
  empty["layout"]["cardinalities"] = Json::array();
  CHECK_THROWS_MATCHES(load_pipeline(empty, {}, table.spec), Error,
                       Message("features: expected at least one input, got none"));
}

TEST_CASE("a failed load is an error of the model") {
  try {
    load_with([](Json& json) { json["kind"] = 1; });
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kModel);
  }
}

TEST_CASE("rare levels are written, read back, and checked") {
  const Table table = TableOf()
                          .codes("c", {"x", "y", "z"}, {0, 1, 1, 2, kUnseenCode})
                          .numeric("a", {1, 2, 3, 4, 5})
                          .take();
  std::vector<std::string> remarks;
  const auto fitted = FeaturePipeline::fit(table, {"none", "none", false, 2}, 1, remarks);
  const Json json = fitted.to_json();
  CHECK(json["options"]["min_count"] == 2);
  CHECK(json["rare_levels"] == Json::parse(R"({"c": ["x", "z"]})"));
  CHECK(json["layout"]["cardinalities"] == Json::parse("[2]"));
  const auto loaded = FeaturePipeline::load(json, fitted.arrays(), table.spec);
  CHECK(loaded.to_json() == json);
  CHECK(loaded.transform(table).codes == std::vector<int32_t>{1, 0, 0, 1, 1});
  const std::vector<std::pair<std::string, std::string>> damages = {
      {R"([1])", "features.rare_levels: expected an object"},
      {R"({"c": []})", "features.rare_levels.c: expected a list of levels"},
      {R"({"c": ["x", "q"]})", "features.rare_levels.c: no level of the column is \"q\""},
      {R"({"c": ["x", "x"]})", "features.rare_levels.c: a level stands twice"},
      {R"({"a": ["x"]})", "features.rare_levels: a column is none of \"categorical\""},
      {R"({"c": ["x"]})",
       "features: key \"layout\" does not follow from the inputs and the data "
       "spec"}};
  for (const auto& [rare, sentence] : damages) {
    Json damaged = json;
    damaged["rare_levels"] = Json::parse(rare);
    CHECK_THROWS_MATCHES(load_pipeline(damaged, fitted.arrays(), table.spec), Error,
                         Message(sentence));
  }
  Json damaged = json;
  damaged["options"].erase("min_count");  // as files before it: nothing is rare but what they list
  CHECK(load_pipeline(damaged, fitted.arrays(), table.spec).options.min_count == 1);
  damaged["options"]["min_count"] = 0;
  CHECK_THROWS_MATCHES(load_pipeline(damaged, fitted.arrays(), table.spec), Error,
                       Message("features.options: key \"min_count\": expected 1 or more"));
}
