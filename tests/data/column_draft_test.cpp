#include "data/column_draft.h"

#include <catch2/catch.hpp>
#include <cmath>

using namespace mlrun;
using Cells = std::vector<std::string_view>;

namespace {

// A part as a thread gathers it by the draft's plan of the moment, as texts where that fails.
DraftPart part_of(const Cells& cells, DraftPlan plan) {
  RowBatch batch;
  batch.columns = 1;
  batch.cells = cells;
  batch.quoted.resize(cells.size());
  for (size_t row = 0; row < cells.size(); ++row) batch.lines.push_back(row + 2);
  DraftPart part(plan);
  if (part.add(batch, 0, MissingTokens({""}))) return part;
  REQUIRE(plan == DraftPlan::kNumbers);
  return part_of(cells, DraftPlan::kLevels);
}

ColumnDraft draft_of(const std::vector<Cells>& parts, size_t limit = 100) {
  ColumnDraft draft(ColumnSurvey(limit, limit), true);
  for (const Cells& cells : parts) draft.add(part_of(cells, draft.plan()), "t.csv");
  return draft;
}

ColumnSpec spec_of(ColumnType type, Role role, std::vector<std::string> levels = {}) {
  return {"x", type, role, std::move(levels), false};
}

const ColumnSpec kNumber = spec_of(ColumnType::kNumeric, Role::kFeature);

}  // namespace

TEST_CASE("cells come out by the type that was found", "[data]") {
  Column column;
  REQUIRE(draft_of({{"1", ""}, {"2.5"}}).take(kNumber, column));
  CHECK(column.type == ColumnType::kNumeric);
  REQUIRE(column.numbers.size() == 3);
  CHECK(column.numbers[0] == 1);
  CHECK(std::isnan(column.numbers[1]));
  CHECK(column.numbers[2] == 2.5F);
  Column dates;
  REQUIRE(
      draft_of({{"1970-01-02", ""}}).take(spec_of(ColumnType::kDatetime, Role::kFeature), dates));
  CHECK(dates.seconds[0] == 86400);
  CHECK(std::isnan(dates.seconds[1]));
  Column codes;
  REQUIRE(draft_of({{"b", "a"}, {"", "b"}})
              .take(spec_of(ColumnType::kCategorical, Role::kFeature, {"a", "b"}), codes));
  CHECK(codes.codes == std::vector<int32_t>{1, 0, kMissingCode, 1});
}

TEST_CASE("beyond the limit numbers go on as floats, texts as counts alone", "[data]") {
  ColumnDraft numbers = draft_of({{"1", "2"}, {"3", ""}, {"4"}}, 2);
  CHECK(numbers.plan() == DraftPlan::kNumbers);
  CHECK(numbers.survey().missing() == 1);
  CHECK(numbers.survey().max() == 4);
  Column column;
  REQUIRE(numbers.take(kNumber, column));
  REQUIRE(column.numbers.size() == 5);
  CHECK(column.numbers[2] == 3);
  CHECK(std::isnan(column.numbers[3]));
  CHECK(column.numbers[4] == 4);
  ColumnDraft texts = draft_of({{"a", "b"}, {"c", "a"}}, 2);
  CHECK(texts.plan() == DraftPlan::kNothing);
  CHECK(texts.bytes() == 0);
  Column none;
  CHECK_FALSE(texts.take(spec_of(ColumnType::kCategorical, Role::kFeature), none));
}

TEST_CASE("parts gathered by an older plan fit", "[data]") {
  ColumnDraft draft(ColumnSurvey(2, 2), true);
  // Four threads gathered before the first was added.
  for (const Cells& cells : {Cells{"1", "2"}, {"3", "1"}, {"", "4"}, {"1"}}) {
    draft.add(part_of(cells, DraftPlan::kLevels), "t.csv");
  }
  Column column;
  REQUIRE(draft.take(kNumber, column));
  CHECK(column.numbers.size() == 7);
  CHECK(column.numbers[3] == 1);
  CHECK(std::isnan(column.numbers[4]));
  CHECK(column.numbers[6] == 1);
}

TEST_CASE("what reading by the spec would refuse is not given out", "[data]") {
  Column column;
  CHECK_FALSE(draft_of({{"1", "1e39"}}).take(kNumber, column));
  CHECK_FALSE(draft_of({{"1", "2"}, {"3"}, {"nan"}}, 2).take(kNumber, column));
  const ColumnSpec weight = spec_of(ColumnType::kNumeric, Role::kWeight);
  CHECK_FALSE(draft_of({{"1", "-1"}}).take(weight, column));
  CHECK_FALSE(draft_of({{"1", ""}}).take(weight, column));
  Column good;
  CHECK(draft_of({{"1", "0"}}).take(weight, good));
  const ColumnSpec target = spec_of(ColumnType::kCategorical, Role::kTarget, {"a"});
  CHECK_FALSE(draft_of({{"a", ""}}).take(target, column));
  CHECK_FALSE(draft_of({{"a", "b"}}).take(target, column));
}

TEST_CASE("a column that is not wanted is surveyed alone", "[data]") {
  ColumnDraft draft(ColumnSurvey(), false);
  CHECK(draft.plan() == DraftPlan::kNothing);
  draft.add(part_of({"a", "", "b"}, draft.plan()), "t.csv");
  CHECK(draft.survey().rows() == 3);
  CHECK(draft.survey().level_count() == 2);
  CHECK(draft.bytes() == 0);
}
