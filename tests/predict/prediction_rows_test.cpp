#include "predict/prediction_rows.h"

#include <catch2/catch.hpp>

#include "predict/fixtures.h"

using namespace mlrun;
using namespace mlrun::test;
using Texts = std::vector<std::string_view>;

namespace {

std::vector<std::string> names(const std::vector<OutputColumn>& columns) {
  std::vector<std::string> all;
  for (const auto& column : columns) all.push_back(column.name + (column.text ? " text" : ""));
  return all;
}

RowBatch three_rows() {
  RowBatch batch;
  batch.columns = 2;
  batch.cells = {"1", "a", "x", "b", "3", "c"};
  batch.quoted.resize(6);
  batch.lines = {2, 3, 4};
  return batch;
}

}  // namespace

TEST_CASE("columns are kept ones, the prediction, probabilities") {
  CHECK(names(output_columns(regression_spec(), {"id"}, true)) ==
        std::vector<std::string>{"id text", "prediction"});
  CHECK(names(output_columns(class_spec(), {}, true)) ==
        std::vector<std::string>{"prediction text", "prob_no", "prob_yes"});
  CHECK(names(output_columns(class_spec(), {"id", "x"}, false)) ==
        std::vector<std::string>{"id text", "x text", "prediction text"});
}

TEST_CASE("all rows answered: cells as they are, none marked") {
  const RowBatch batch = three_rows();
  const OutputRows rows = output_rows(regression_spec(), {3, 1, {10, 20, 30}}, batch, {1, 0},
                                      std::vector<RowFate>(3, RowFate::kAnswered), true);
  CHECK(rows.rows == 3);
  CHECK(rows.kept == 2);
  REQUIRE(rows.columns.size() == 3);
  CHECK(rows.columns[0].texts == Texts{"a", "b", "c"});
  CHECK(rows.columns[1].texts == Texts{"1", "x", "3"});
  CHECK(rows.columns[2].numbers == std::vector<float>{10, 20, 30});
  CHECK(rows.unanswered.empty());
}

TEST_CASE("dropped rows are not there, unanswered ones are marked") {
  const RowBatch batch = three_rows();
  const DataSpec spec = class_spec();
  const std::vector<RowFate> dropped = {RowFate::kAnswered, RowFate::kDropped, RowFate::kAnswered};
  const Predictions two{2, 2, {0.75F, 0.25F, 0.5F, 0.5F}};
  const OutputRows without = output_rows(spec, two, batch, {1}, dropped, true);
  CHECK(without.rows == 2);
  REQUIRE(without.columns.size() == 4);
  CHECK(without.columns[0].texts == Texts{"a", "c"});
  // The first class wins a tie.
  CHECK(without.columns[1].texts == Texts{"no", "no"});
  CHECK(without.columns[3].numbers == std::vector<float>{0.25F, 0.5F});
  CHECK(without.unanswered.empty());
  const std::vector<RowFate> mixed = {RowFate::kDropped, RowFate::kUnanswered, RowFate::kAnswered};
  const OutputRows marked = output_rows(spec, two, batch, {1}, mixed, false);
  CHECK(marked.columns.size() == 2);
  CHECK(marked.columns[0].texts == Texts{"b", "c"});
  CHECK(marked.unanswered == std::vector<uint8_t>{1, 0});
}
