#include "data/spec.h"

#include <catch2/catch.hpp>

using namespace mlrun;

namespace {

// A spec as its file writes it: a column of each type and role.
const char* const kEverything = R"({
  "task": "multiclass",
  "missing": ["", "-"],
  "columns": [
    {"name": "id", "type": "numeric", "role": "id"},
    {"name": "age", "type": "numeric", "role": "feature", "had_missing": true},
    {"name": "smoker", "type": "boolean", "role": "feature", "levels": ["no", "YES"]},
    {"name": "since", "type": "datetime", "role": "feature"},
    {"name": "city", "type": "categorical", "role": "feature", "levels": ["K\u00f6ln", "Paris"]},
    {"name": "w", "type": "numeric", "role": "weight"},
    {"name": "junk", "type": "categorical", "role": "ignore"},
    {"name": "y", "type": "categorical", "role": "target", "levels": ["1", "2", "10"]}
  ],
  "classes": ["1", "2", "10"]
})";

}  // namespace

TEST_CASE("types, roles and tasks have names", "[data]") {
  CHECK(name(ColumnType::kNumeric) == "numeric");
  CHECK(name(ColumnType::kBoolean) == "boolean");
  CHECK(name(ColumnType::kDatetime) == "datetime");
  CHECK(name(ColumnType::kCategorical) == "categorical");
  CHECK(name(Role::kFeature) == "feature");
  CHECK(name(Role::kTarget) == "target");
  CHECK(name(Role::kWeight) == "weight");
  CHECK(name(Role::kId) == "id");
  CHECK(name(Role::kIgnore) == "ignore");
  CHECK(name(Task::kRegression) == "regression");
  CHECK(name(Task::kBinary) == "binary");
  CHECK(name(Task::kMulticlass) == "multiclass");
}

TEST_CASE("columns are found by name and by role", "[data]") {
  const DataSpec spec = spec_from_json(Json::parse(kEverything), "spec", ErrorKind::kModel);
  CHECK(spec.find("age") == 1U);
  CHECK(spec.find("y") == 7U);
  CHECK_FALSE(spec.find("Age"));
  CHECK_FALSE(spec.find(""));
  CHECK(spec.target() == 7U);
  CHECK(spec.with_role(Role::kFeature) == std::vector<size_t>{1, 2, 3, 4});
  CHECK(spec.with_role(Role::kIgnore) == std::vector<size_t>{6});
  CHECK(spec.is_classification());
  CHECK_FALSE(DataSpec{}.target());
  CHECK_FALSE(DataSpec{}.is_classification());
}

TEST_CASE("every field comes from json and goes back to it", "[data]") {
  const Json json = Json::parse(kEverything);
  const DataSpec spec = spec_from_json(json, "spec", ErrorKind::kModel);
  CHECK(to_json(spec) == json);
  CHECK(to_json(spec).dump() == json.dump());
  CHECK(spec.task == Task::kMulticlass);
  CHECK(spec.missing == std::vector<std::string>{"", "-"});
  CHECK(spec.classes == std::vector<std::string>{"1", "2", "10"});
  REQUIRE(spec.columns.size() == 8);
  CHECK(spec.columns[1].had_missing);
  CHECK_FALSE(spec.columns[2].had_missing);
  CHECK(spec.columns[2].type == ColumnType::kBoolean);
  CHECK(spec.columns[2].levels == std::vector<std::string>{"no", "YES"});
  CHECK(spec.columns[4].levels == std::vector<std::string>{"K\u00f6ln", "Paris"});
  CHECK(spec.columns[5].role == Role::kWeight);
}

TEST_CASE("a spec with nasty names and levels comes back", "[data]") {
  DataSpec spec;
  spec.columns = {{" a\n\"\\\u2028",
                   ColumnType::kCategorical,
                   Role::kFeature,
                   {"", " ", "\t", "\x01", "\"", "\u00e9"},
                   true}};
  const Json json = Json::parse(to_json(spec).dump());
  const DataSpec back = spec_from_json(json, "spec", ErrorKind::kModel);
  CHECK(back.columns[0].name == spec.columns[0].name);
  CHECK(back.columns[0].levels == spec.columns[0].levels);
}

TEST_CASE("the default spec is regression with the default missing tokens", "[data]") {
  CHECK(to_json(DataSpec{}) == Json::parse(R"({"task": "regression",
      "missing": ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "?"], "columns": []})"));
}
