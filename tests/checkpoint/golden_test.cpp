#include "checkpoint/golden.h"

#include <catch2/catch.hpp>
#include <limits>

#include "checkpoint/fixtures.h"

using mlrun::GoldenRows;
using mlrun::GoldenVerdict;
using mlrun::HostTensor;
using mlrun::Json;
using mlrun::test::refusal;

namespace {

GoldenRows rows_of(std::vector<float> answers, int64_t outputs = 2) {
  GoldenRows golden = mlrun::test::small_model().golden;
  golden.cells.assign(answers.size() / static_cast<size_t>(outputs), {"1", "Paris"});
  golden.outputs = outputs;
  golden.answers = std::move(answers);
  return golden;
}

constexpr float kInfinity = std::numeric_limits<float>::infinity();
const float kNan = std::nanf("");

}  // namespace

TEST_CASE("equal answers hold with no difference", "[checkpoint]") {
  const GoldenVerdict verdict = compare(rows_of({1, 0, -3, kInfinity}), {1, 0, -3, kInfinity});
  CHECK(verdict.holds);
  CHECK(verdict.rows == 2);
  CHECK(verdict.largest_absolute == 0);
  CHECK(verdict.largest_relative == 0);
  CHECK(verdict.worst_row == -1);
}

TEST_CASE("the tolerance is absolute + relative |answer|", "[checkpoint]") {
  GoldenRows golden = rows_of({100, 0, 1, 1});
  golden.absolute_tolerance = 0.25;
  golden.relative_tolerance = 0.5;
  CHECK(compare(golden, {150.25F, 0, 1, 1}).holds);  // 0.25 + 0.5 * 100 allowed
  CHECK_FALSE(compare(golden, {150.5F, 0, 1, 1}).holds);
  const GoldenVerdict verdict = compare(golden, {100, 0.25F, 1, 1.5F});
  CHECK(verdict.holds);
  CHECK(verdict.largest_absolute == 0.5);
  CHECK(verdict.largest_relative == 0.5);
  CHECK(verdict.worst_row == 1);
}

TEST_CASE("NaN, a lone infinity and a wrong size never hold", "[checkpoint]") {
  CHECK_FALSE(compare(rows_of({1, 2}), {1, kNan}).holds);
  CHECK_FALSE(compare(rows_of({1, kNan}), {1, kNan}).holds);
  CHECK_FALSE(compare(rows_of({1, kInfinity}), {1, 3}).holds);
  CHECK_FALSE(compare(rows_of({1, kInfinity}), {1, -kInfinity}).holds);
  CHECK_FALSE(compare(rows_of({1, 2}), {1, kInfinity}).holds);
  CHECK(compare(rows_of({1, kNan}), {1, 2}).worst_row == 0);
  CHECK_FALSE(compare(rows_of({1, 2}), {1}).holds);
  CHECK_FALSE(compare(rows_of({1, 2}), {}).holds);
  CHECK(compare(rows_of({}), {}).holds);
}

TEST_CASE("golden rows go through JSON and a tensor", "[checkpoint]") {
  const GoldenRows golden = mlrun::test::small_model().golden;
  const HostTensor answers = answers_of(golden);
  CHECK(describe(answers) == "F32 [3, 1]");
  const GoldenRows again = mlrun::golden_from_json(to_json(golden), answers, "g");
  CHECK(again.columns == golden.columns);
  CHECK(again.cells == golden.cells);
  CHECK(again.outputs == golden.outputs);
  CHECK(again.answers == golden.answers);
  CHECK(again.device == golden.device);
  CHECK(again.precision == golden.precision);
  CHECK(again.absolute_tolerance == golden.absolute_tolerance);
  CHECK(again.relative_tolerance == golden.relative_tolerance);
}

TEST_CASE("golden rows that do not fit are refused", "[checkpoint]") {
  const GoldenRows golden = mlrun::test::small_model().golden;
  const HostTensor answers = answers_of(golden);
  const auto read = [&](const std::string& key, const std::string& value) {
    Json json = to_json(golden);
    json[key] = Json::parse(value);
    return refusal([&] { mlrun::golden_from_json(json, answers, "g"); });
  };
  CHECK(read("cells", "3") == "g: cells: expected an array");
  CHECK(read("cells", R"([["1"], ["2"], ["3"]])") == "g: cells: expected rows of 2 texts");
  CHECK(read("cells", R"([["1", 2], ["1", "2"]])") == "g: cells: expected only texts");
  CHECK(read("cells", R"([["1", "2"]])") ==
        "g: golden.answers: expected F32 [1, 1], got F32 [3, 1]");
  CHECK(read("outputs", "2") == "g: golden.answers: expected F32 [3, 2], got F32 [3, 1]");
  CHECK(read("absolute_tolerance", "-1.0") ==
        "g: absolute_tolerance: expected a number of at least 0");
  const auto doubles = HostTensor::of({3, 1}, std::vector<double>{1, 2, 3});
  CHECK(refusal([&] { mlrun::golden_from_json(to_json(golden), doubles, "g"); }) ==
        "g: golden.answers: expected F32 [3, 1], got F64 [3, 1]");
}
