#include "predict/prediction_rows.h"

#include <catch2/catch.hpp>

#include "predict/fixtures.h"

using namespace mlrun;
using namespace mlrun::test;
using Names = std::vector<std::string>;
using Texts = std::vector<std::string_view>;

namespace {

Names names_of(const std::vector<OutputColumn>& columns) {
  Names names;
  for (const auto& column : columns) names.push_back(column.name + (column.text ? ":text" : ""));
  return names;
}

// Four rows of "id" and "x".
RowBatch four_rows() {
  RowBatch batch;
  batch.columns = 2;
  batch.cells = {"a", "1", " b", "2", "c", "3", "d", "4"};
  batch.lines = {2, 3, 4, 5};
  return batch;
}

constexpr RowFate kYes = RowFate::kAnswered;
constexpr RowFate kNull = RowFate::kUnanswered;
constexpr RowFate kGone = RowFate::kDropped;

Predictions answers_of(std::vector<float> values, int64_t outputs) {
  Predictions answers;
  answers.rows = static_cast<int64_t>(values.size()) / outputs;
  answers.outputs = outputs;
  answers.values = std::move(values);
  return answers;
}

}  // namespace

TEST_CASE("columns of an output: kept ones, the prediction, probabilities where wanted") {
  CHECK(names_of(output_columns(regression_spec(), {"id"}, true)) ==
        Names{"id:text", "prediction"});
  CHECK(names_of(output_columns(class_spec(), {"id", "x"}, true)) ==
        Names{"id:text", "x:text", "prediction:text", "prob_no", "prob_yes"});
  CHECK(names_of(output_columns(class_spec(), {}, false)) == Names{"prediction:text"});
}

TEST_CASE("all rows answered: kept cells as they were, then numbers") {
  const RowBatch batch = four_rows();
  const OutputRows rows = output_rows(regression_spec(), answers_of({1, 2, 3, 4}, 1), batch, {0},
                                      {kYes, kYes, kYes, kYes}, true);
  CHECK(rows.rows == 4);
  CHECK(rows.kept == 1);
  REQUIRE(rows.columns.size() == 2);
  CHECK(rows.columns[0].texts == Texts{"a", " b", "c", "d"});
  CHECK(rows.columns[1].numbers == std::vector<float>{1, 2, 3, 4});
  CHECK(rows.unanswered.empty());
}

TEST_CASE("dropped rows are not there, unanswered ones are marked") {
  const RowBatch batch = four_rows();
  const OutputRows rows =
      output_rows(class_spec(), answers_of({0.75F, 0.25F, 0.5F, 0.5F, 0.1F, 0.9F}, 2), batch,
                  {1, 0}, {kYes, kGone, kNull, kYes}, true);
  CHECK(rows.rows == 3);
  CHECK(rows.kept == 2);
  REQUIRE(rows.columns.size() == 5);
  CHECK(rows.columns[0].texts == Texts{"1", "3", "4"});
  CHECK(rows.columns[1].texts == Texts{"a", "c", "d"});
  CHECK(rows.columns[2].texts == Texts{"no", "no", "yes"});
  CHECK(rows.columns[3].numbers == std::vector<float>{0.75F, 0.5F, 0.1F});
  CHECK(rows.columns[4].numbers == std::vector<float>{0.25F, 0.5F, 0.9F});
  CHECK(rows.unanswered == std::vector<uint8_t>{0, 1, 0});
}

TEST_CASE("no rows left make an output without rows") {
  const RowBatch batch = four_rows();
  const OutputRows rows =
      output_rows(class_spec(), answers_of({}, 2), batch, {0}, {kGone, kGone, kGone, kGone}, false);
  CHECK(rows.rows == 0);
  REQUIRE(rows.columns.size() == 2);
  CHECK(rows.columns[0].texts.empty());
  CHECK(rows.columns[1].texts.empty());
}
