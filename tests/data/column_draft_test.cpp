#include "data/column_draft.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

using namespace mlrun;
using Texts = std::vector<std::string>;
using Codes = std::vector<int32_t>;

namespace {

const MissingTokens kTokens(DataSpec::default_missing());

// Adds cells to a draft as it asks for them; once more as texts where they are no numbers.
void add(ColumnDraft& draft, const Texts& cells) {
  RowBatch batch;
  batch.columns = 1;
  for (const auto& cell : cells) {
    batch.lines.push_back(batch.rows() + 2);
    batch.cells.emplace_back(cell);
    batch.quoted.push_back(0);
  }
  DraftPart part(draft.plan());
  if (!part.add(batch, 0, kTokens)) {
    part = DraftPart(DraftPlan::kLevels);
    part.add(batch, 0, kTokens);
  }
  draft.add(part, "t.csv");
}

// At most two numbers and three texts are remembered.
ColumnDraft small() { return {ColumnSurvey(2, 3), true}; }

ColumnSpec spec_of(ColumnType type, Texts levels = {}, Role role = Role::kFeature) {
  return {"x", type, role, std::move(levels), false};
}

}  // namespace

TEST_CASE("few numbers are kept as texts and become numbers in the end", "[data]") {
  ColumnDraft draft = small();
  add(draft, {"1", "NA"});
  add(draft, {"2.5", "1"});
  CHECK(draft.plan() == DraftPlan::kLevels);
  CHECK(draft.survey().numeric());
  CHECK(draft.bytes() == 4 * 4 + 2 * 4);
  Column column;
  REQUIRE(draft.take(spec_of(ColumnType::kNumeric), column));
  REQUIRE(column.numbers.size() == 4);
  CHECK(column.numbers[0] == 1);
  CHECK(std::isnan(column.numbers[1]));
  CHECK(column.numbers[2] == 2.5F);
  CHECK(column.type == ColumnType::kNumeric);
}

TEST_CASE("many numbers become floats on the way, wherever the limit falls", "[data]") {
  const Texts cells = {"1", "", "2", "1", "3", "4", "NA", "5"};
  for (size_t cut = 0; cut <= cells.size(); ++cut) {
    ColumnDraft draft = small();
    const auto middle = cells.begin() + static_cast<std::ptrdiff_t>(cut);
    add(draft, Texts(cells.begin(), middle));
    add(draft, Texts(middle, cells.end()));
    CHECK(draft.plan() == DraftPlan::kNumbers);
    Column column;
    REQUIRE(draft.take(spec_of(ColumnType::kNumeric), column));
    REQUIRE(column.numbers.size() == 8);
    CHECK(column.numbers[3] == 1);
    CHECK(column.numbers[5] == 4);
    CHECK(std::isnan(column.numbers[6]));
    CHECK(column.numbers[7] == 5);
  }
}

TEST_CASE("text after many numbers: nothing is kept, all is counted", "[data]") {
  ColumnDraft draft = small();
  add(draft, {"1", "2", "3"});
  add(draft, {"4", "oops", "5", ""});
  CHECK(draft.plan() == DraftPlan::kNothing);
  CHECK(draft.survey().mixed());
  CHECK(draft.survey().first_text_place() == "t.csv:3");
  CHECK(draft.survey().numbers() == 5);
  CHECK(draft.bytes() == 0);
  add(draft, {"6"});
  CHECK(draft.survey().rows() == 8);
  Column column;
  CHECK(draft.take(spec_of(ColumnType::kCategorical, {}, Role::kIgnore), column));
  CHECK(column.codes.empty());
}

TEST_CASE("a part gathered as numbers before text was met is counted", "[data]") {
  ColumnDraft draft = small();
  add(draft, {"1", "2", "3"});
  // Two blocks under way: one plans numbers, the other brings text first.
  DraftPart numbers(DraftPlan::kNumbers);
  numbers.seen.add(7);
  numbers.numbers = {7};
  add(draft, {"x"});
  draft.add(numbers, "t.csv");
  CHECK(draft.survey().numbers() == 4);
  CHECK(draft.survey().rows() == 5);
  CHECK(draft.plan() == DraftPlan::kNothing);
}

TEST_CASE("a part gathered as texts before numbers were wanted is taken as numbers", "[data]") {
  ColumnDraft draft = small();
  add(draft, {"1", "2", "3"});
  DraftPart texts(DraftPlan::kLevels);
  texts.levels.add("7.5");
  texts.counts = {2};
  texts.lines = {9};
  texts.codes = {0, kMissingCode, 0};
  texts.missing = 1;
  draft.add(texts, "t.csv");
  Column column;
  REQUIRE(draft.take(spec_of(ColumnType::kNumeric), column));
  REQUIRE(column.numbers.size() == 6);
  CHECK(column.numbers[3] == 7.5F);
  CHECK(std::isnan(column.numbers[4]));
  CHECK(column.numbers[5] == 7.5F);
}

TEST_CASE("a number that float32 cannot hold is left to the reader by the spec", "[data]") {
  for (const char* odd : {"1e39", "inf", "1e999"}) {
    for (const bool late : {false, true}) {
      ColumnDraft draft = small();
      if (late) add(draft, {"1", "2", "3"});
      add(draft, {"1", odd});
      Column column;
      CHECK_FALSE(draft.take(spec_of(ColumnType::kNumeric), column));
    }
  }
  // As a text it is one like others.
  ColumnDraft draft = small();
  add(draft, {"1e39", "x"});
  Column column;
  REQUIRE(draft.take(spec_of(ColumnType::kCategorical, {"1e39", "x"}), column));
  CHECK(column.codes == Codes{0, 1});
}

TEST_CASE("texts become the codes of the spec's levels", "[data]") {
  ColumnDraft draft = small();
  add(draft, {"red", "NA", "blue", "red"});
  Column column;
  REQUIRE(draft.take(spec_of(ColumnType::kCategorical, {"blue", "red"}), column));
  CHECK(column.codes == Codes{1, kMissingCode, 0, 1});
  ColumnDraft words = small();
  add(words, {"Yes", "no", "YES"});
  REQUIRE(words.take(spec_of(ColumnType::kBoolean, {"no", "Yes"}), column));
  CHECK(column.codes == Codes{1, 0, 1});
}

TEST_CASE("dates become seconds", "[data]") {
  ColumnDraft draft = small();
  add(draft, {"1970-01-02", "", "1970-01-01T00:00:01Z"});
  Column column;
  REQUIRE(draft.take(spec_of(ColumnType::kDatetime), column));
  REQUIRE(column.seconds.size() == 3);
  CHECK(column.seconds[0] == 86400);
  CHECK(std::isnan(column.seconds[1]));
  CHECK(column.seconds[2] == 1);
}

TEST_CASE("a target or weight that is missing, and a negative weight, are left to the reader",
          "[data]") {
  for (const Role role : {Role::kTarget, Role::kWeight}) {
    Column column;
    ColumnDraft missing = small();
    add(missing, {"1", ""});
    CHECK_FALSE(missing.take(spec_of(ColumnType::kNumeric, {}, role), column));
    ColumnDraft negative = small();
    add(negative, {"1", "-1"});
    CHECK(negative.take(spec_of(ColumnType::kNumeric, {}, role), column) ==
          (role == Role::kTarget));
  }
  ColumnDraft unknown = small();
  add(unknown, {"1", "inf"});
  Column column;
  CHECK_FALSE(unknown.take(spec_of(ColumnType::kCategorical, {"1"}, Role::kTarget), column));
}

TEST_CASE("a draft that keeps nothing surveys all the same", "[data]") {
  ColumnDraft draft(ColumnSurvey(2, 3), false);
  add(draft, {"1", "2", "3", "NA"});
  CHECK(draft.plan() == DraftPlan::kNothing);
  CHECK(draft.bytes() == 0);
  CHECK(draft.survey().numbers() == 3);
  CHECK(draft.survey().missing() == 1);
}
