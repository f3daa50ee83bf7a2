#include "features/pipeline.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/error.h"
#include "features/tables.h"

using namespace mlrun;
using Catch::Matchers::Message;

namespace {

// 60 rows of every kind of column.
Table mixed() {
  std::vector<float> age, income, seven;
  std::vector<double> when;
  std::vector<int32_t> job, member;
  for (int i = 0; i < 60; ++i) {
    age.push_back(i % 9 == 4 ? kNoNumber : static_cast<float>(i * 17 % 60));
    income.push_back(static_cast<float>(i * i) / 4);
    seven.push_back(7);
    when.push_back(i % 20 == 3 ? kNoMoment : 1.7e9 + i * 40000.0);
    job.push_back(i % 4 == 3 ? kMissingCode : i % 4);
    member.push_back(i % 2);
  }
  return TableOf()
      .numeric("age", age)
      .codes("job", {"cook", "dean", "monk"}, job)
      .numeric("seven", seven)
      .datetime("when", when)
      .codes("member", {"no", "yes"}, member, ColumnType::kBoolean)
      .numeric("income", income)
      .numeric("y", income, Role::kTarget)
      .take();
}

FeaturePipeline fitted(const Table& table, const std::string& numeric) {
  std::vector<std::string> remarks;
  return FeaturePipeline::fit(table, {numeric, "standard", false, 1}, 11, remarks);
}

}  // namespace

TEST_CASE("pipeline by hand: none") {
  const Table table = TableOf()
                          .numeric("a", {1, kNoNumber, 4})
                          .codes("c", {"x", "y"}, {1, kMissingCode, kUnseenCode})
                          .numeric("b", {10, 20, 30})
                          .take();
  const FeaturePipeline pipeline = fitted(table, "none");
  const FeatureLayout& layout = pipeline.layout();
  CHECK(layout.numeric == std::vector<std::string>{"a", "b"});
  CHECK(layout.indicators == std::vector<std::string>{"a.missing"});
  CHECK(layout.categorical == std::vector<std::string>{"c"});
  CHECK(layout.cardinalities == std::vector<int64_t>{2});
  const Features features = pipeline.transform(table);
  CHECK(features.rows == 3);
  CHECK(features.dense == std::vector<float>{1, 10, 0, 2.5f, 20, 1, 4, 30, 0});
  CHECK(features.codes == std::vector<int32_t>{1, -1, -1});
}

TEST_CASE("pipeline by hand: standard, missing cells become the mean") {
  const Table table = TableOf().numeric("a", {1, kNoNumber, 3}).take();
  CHECK(fitted(table, "standard").transform(table).dense == std::vector<float>{-1, 0, 0, 1, 1, 0});
}

TEST_CASE("quantile-normal: missing cells become the mean after the transform") {
  const Table table = mixed();
  const Features features = fitted(table, "quantile-normal").transform(table);
  const size_t width = features.dense.size() / 60;
  double sum = 0;
  int present = 0;
  for (size_t row = 0; row < 60; ++row) {
    if (row % 9 == 4) continue;
    sum += static_cast<double>(features.dense[row * width]);
    ++present;
  }
  CHECK(features.dense[4 * width] == Approx(sum / present).margin(1e-6));
}

TEST_CASE("a new missing cell is imputed where training had none") {
  const FeaturePipeline pipeline = fitted(TableOf().numeric("a", {1, 3}).take(), "none");
  const Table table = TableOf().numeric("a", {kNoNumber, 5}).take();
  CHECK(pipeline.transform(table).dense == std::vector<float>{2, 5});
}

TEST_CASE("datetime parts that vary become inputs, from the earliest training row") {
  const Table table = TableOf().datetime("when", {7200, 3600, kNoMoment}).take();
  std::vector<std::string> remarks;
  const auto pipeline = FeaturePipeline::fit(table, {"none", "standard"}, 1, remarks);
  CHECK(pipeline.layout().numeric ==
        std::vector<std::string>{"when.hour", "when.hour_sin", "when.hour_cos", "when.elapsed"});
  CHECK(pipeline.layout().indicators == std::vector<std::string>{"when.missing"});
  CHECK(remarks ==
        std::vector<std::string>{
            "column \"when\": parts left out, constant in the training rows: year, month, day, "
            "weekday, month_sin, month_cos, day_sin, day_cos, weekday_sin, weekday_cos"});
  const Features features = pipeline.transform(table);
  CHECK(features.dense[0] == 2);
  CHECK(features.dense[1] == 0.5f);
  CHECK(features.dense[3] == 3600);
  CHECK(features.dense[4] == 0);
  CHECK(features.dense[10] == 1.5f);
  CHECK(features.dense[14] == 1);
}

TEST_CASE("rows do not depend on the rows around them") {
  const Table table = mixed();
  const FeaturePipeline pipeline = fitted(table, "quantile-normal");
  std::vector<int64_t> order;
  for (int64_t i = 0; i < 2500; ++i) order.push_back(i * 7 % 60);
  const Features whole = pipeline.transform(table);
  const Features many = pipeline.transform(take_rows(table, order));
  const auto width = static_cast<size_t>(pipeline.layout().dense_width());
  bool same = true;
  for (size_t i = 0; i < order.size(); ++i) {
    const auto from = static_cast<size_t>(order[i]);
    for (size_t k = 0; k < width; ++k) {
      same = same && many.dense[i * width + k] == whole.dense[from * width + k];
    }
    for (size_t k = 0; k < 2; ++k) {
      same = same && many.codes[i * 2 + k] == whole.codes[from * 2 + k];
    }
  }
  CHECK(same);
}

TEST_CASE("a table without rows has no features") {
  const Table table = mixed();
  const Features none = fitted(table, "standard").transform(take_rows(table, {}));
  CHECK(none.rows == 0);
  CHECK(none.dense.empty());
  CHECK(none.codes.empty());
}

TEST_CASE("a loaded pipeline gives the same bits") {
  const Table table = mixed();
  for (const char* numeric : {"quantile-normal", "standard", "none"}) {
    INFO(numeric);
    const FeaturePipeline pipeline = fitted(table, numeric);
    const Json json = Json::parse(pipeline.to_json().dump());
    const auto loaded = FeaturePipeline::load(json, pipeline.arrays(), table.spec);
    CHECK(loaded.transform(table).dense == pipeline.transform(table).dense);
    CHECK(loaded.transform(table).codes == pipeline.transform(table).codes);
    CHECK(loaded.to_json() == pipeline.to_json());
    CHECK(loaded.layout().numeric == pipeline.layout().numeric);
  }
}

TEST_CASE("an answer out of the range of float stays finite") {
  const FeaturePipeline pipeline = fitted(TableOf().numeric("a", {0, 1e-30f}).take(), "standard");
  const Features features = pipeline.transform(TableOf().numeric("a", {1e30f, -1e30f}).take());
  CHECK(features.dense[0] == std::numeric_limits<float>::max());
  CHECK(features.dense[1] == std::numeric_limits<float>::lowest());
}

TEST_CASE("a table of another spec is not transformed") {
  const FeaturePipeline pipeline = fitted(mixed(), "standard");
  CHECK_THROWS_MATCHES(pipeline.transform(TableOf().numeric("age", {1}).take()), Error,
                       Message("column \"when\": the table was typed by another data spec"));
}
