#include <catch2/catch.hpp>

#include "core/fixtures.h"
#include "data/spec.h"

using namespace mlrun;
using mlrun::test::error_of;

namespace {

std::string verdict(const Json& json) {
  return error_of([&] { spec_from_json(json, "spec", ErrorKind::kModel); });
}

// A spec without task problems, of these columns.
std::string verdict_of_columns(const std::string& columns) {
  return verdict(
      Json::parse(R"({"task": "regression", "missing": [], "columns": [)" + columns + "]}"));
}

std::string column(const std::string& name, const std::string& type, const std::string& role,
                   const std::string& more = "") {
  return R"({"name": ")" + name + R"(", "type": ")" + type + R"(", "role": ")" + role + "\"" +
         more + "}";
}

// Task, classes and target type of a spec; the levels of the target are the classes.
std::string verdict_of_task(const std::string& task, const std::string& classes,
                            const std::string& target_type, const std::string& levels) {
  return verdict(Json::parse(R"({"task": ")" + task + R"(", "missing": [], "columns": [)" +
                             column("y", target_type, "target", ", \"levels\": " + levels) +
                             R"(], "classes": )" + classes + "}"));
}

}  // namespace

TEST_CASE("unknown keys are refused, with the nearest", "[data]") {
  Json json = to_json(DataSpec{});
  json["clases"] = 1;
  CHECK(verdict(json) == "model: spec: unknown key \"clases\"; did you mean \"classes\"?");
  CHECK(verdict_of_columns(column("a", "numeric", "feature", ", \"rolle\": 1")) ==
        "model: spec.columns[0]: unknown key \"rolle\"; did you mean \"role\"?");
}

TEST_CASE("what misses or is of another kind is told with its place", "[data]") {
  CHECK(verdict(Json::parse("[]")) == "model: spec: expected an object");
  CHECK(verdict(Json::parse("{}")) == "model: spec: key \"task\" is missing");
  CHECK(verdict(Json::parse(R"({"task": "regression"})")) ==
        "model: spec: key \"missing\" is missing");
  CHECK(verdict(Json::parse(R"({"task": "regression", "missing": []})")) ==
        "model: spec: key \"columns\" is missing");
  CHECK(verdict(Json::parse(R"({"task": "regression", "missing": [], "columns": {}})")) ==
        "model: spec: key \"columns\": expected a list");
  CHECK(verdict(Json::parse(R"({"task": 3})")) ==
        "model: spec: key \"task\": expected a string, got 3");
  CHECK(verdict_of_columns("7") == "model: spec.columns[0]: expected an object");
  CHECK(verdict_of_columns("{}") == "model: spec.columns[0]: key \"name\" is missing");
  CHECK(verdict_of_columns(column("a", "numeric", "feature") + R"(, {"name": "b"})") ==
        "model: spec.columns[1]: key \"type\" is missing");
  CHECK(verdict_of_columns(column("a", "numeric", "feature", R"(, "had_missing": 1)")) ==
        "model: spec.columns[0]: key \"had_missing\": expected true or false, got 1");
}

TEST_CASE("unknown types, roles and tasks are told, with the nearest", "[data]") {
  CHECK(verdict_of_columns(column("a", "numerical", "feature")) ==
        "model: spec.columns[0]: key \"type\": expected one of numeric, boolean, datetime, "
        "categorical, got \"numerical\"; did you mean \"numeric\"?");
  CHECK(verdict_of_columns(column("a", "numeric", "features")) ==
        "model: spec.columns[0]: key \"role\": expected one of feature, target, weight, id, "
        "ignore, got \"features\"; did you mean \"feature\"?");
  CHECK(verdict(Json::parse(R"({"task": "ranking"})")) ==
        "model: spec: key \"task\": expected one of regression, binary, multiclass, got "
        "\"ranking\"");
}

TEST_CASE("names are there once each", "[data]") {
  const std::string a = column("a", "numeric", "feature");
  CHECK(verdict_of_columns(a + ", " + a) == "model: spec: two columns are called \"a\"");
  CHECK(verdict_of_columns(a + ", " + column("", "numeric", "feature")) ==
        "model: spec: column 2 has no name");
}

TEST_CASE("levels are there once each, two of a boolean", "[data]") {
  CHECK(
      verdict_of_columns(column("a", "categorical", "feature", R"(, "levels": ["x", "y", "x"])")) ==
      "model: spec.columns[0]: level \"x\" stands there twice");
  CHECK(verdict_of_columns(column("a", "boolean", "feature", R"(, "levels": ["x", "x"])")) ==
        "model: spec.columns[0]: level \"x\" stands there twice");
  CHECK(verdict_of_columns(column("a", "boolean", "feature")) ==
        "model: spec.columns[0]: expected two levels for a boolean column, got 0");
  CHECK(verdict_of_columns(column("a", "boolean", "feature", R"(, "levels": ["a", "b", "c"])")) ==
        "model: spec.columns[0]: expected two levels for a boolean column, got 3");
  CHECK(verdict_of_columns(column("a", "categorical", "feature")) == "no error");
}

TEST_CASE("there is one target and one weight, and the weight is a number", "[data]") {
  CHECK(verdict_of_columns(column("a", "numeric", "target") + ", " +
                           column("b", "numeric", "target")) ==
        "model: spec: more than one column has the role target");
  CHECK(verdict_of_columns(column("a", "numeric", "weight") + ", " +
                           column("b", "numeric", "weight")) ==
        "model: spec: more than one column has the role weight");
  CHECK(verdict_of_columns(column("a", "datetime", "weight")) ==
        "model: spec: expected a numeric column as weight, got datetime");
}

TEST_CASE("task, classes and target tell the same story", "[data]") {
  CHECK(verdict_of_task("binary", R"(["a", "b"])", "categorical", R"(["a", "b"])") == "no error");
  CHECK(verdict_of_task("binary", R"(["no", "yes"])", "boolean", R"(["no", "yes"])") == "no error");
  CHECK(verdict_of_task("regression", "[]", "numeric", "[]") == "no error");
  CHECK(verdict_of_task("regression", R"(["a", "b"])", "numeric", "[]") ==
        "model: spec: 2 classes do not suit the task regression");
  CHECK(verdict_of_task("binary", R"(["a", "b", "c"])", "categorical", R"(["a", "b", "c"])") ==
        "model: spec: 3 classes do not suit the task binary");
  CHECK(verdict_of_task("multiclass", R"(["a", "b"])", "categorical", R"(["a", "b"])") ==
        "model: spec: 2 classes do not suit the task multiclass");
  CHECK(verdict_of_task("binary", R"(["1", "2"])", "numeric", R"(["1", "2"])") ==
        "model: spec: a target of type numeric does not suit the task binary");
  CHECK(verdict_of_task("regression", "[]", "categorical", R"(["a", "b"])") ==
        "model: spec: a target of type categorical does not suit the task regression");
  CHECK(verdict_of_task("regression", "[]", "datetime", "[]") ==
        "model: spec: a target of type datetime does not suit the task regression");
  CHECK(verdict_of_task("binary", R"(["a", "b"])", "categorical", R"(["b", "a"])") ==
        "model: spec: the levels of the target are not the classes");
}

TEST_CASE("errors are of the kind and the place that the caller names", "[data]") {
  CHECK(error_of([] { spec_from_json(Json::parse("{}"), "my.json", ErrorKind::kUsage); }) ==
        "usage: my.json: key \"task\" is missing");
}
