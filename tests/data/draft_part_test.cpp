#include "data/draft_part.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/decimal.h"
#include "core/random.h"
#include "data/spec.h"

using namespace mlrun;

namespace {

RowBatch batch_of(const std::vector<std::string_view>& cells) {
  RowBatch batch;
  batch.columns = 1;
  batch.cells = cells;
  batch.quoted.resize(cells.size());
  for (size_t row = 0; row < cells.size(); ++row) batch.lines.push_back(row + 2);
  return batch;
}

const MissingTokens& missing() {
  static const MissingTokens tokens(DataSpec::default_missing());
  return tokens;
}

}  // namespace

TEST_CASE("texts are gathered with their number and first line", "[data]") {
  for (const DraftPlan plan : {DraftPlan::kLevels, DraftPlan::kNothing}) {
    DraftPart part(plan);
    CHECK(part.add(batch_of({"b", " a ", "NA", "b"}), 0, missing()));
    CHECK(part.add(batch_of({"c", "a", ""}), 0, missing()));
    CHECK(part.missing == 2);
    REQUIRE(part.levels.size() == 3);
    CHECK(part.levels[0] == "b");
    CHECK(part.levels[1] == "a");
    CHECK(part.levels[2] == "c");
    CHECK(part.counts == std::vector<uint64_t>{2, 2, 1});
    CHECK(part.lines == std::vector<uint64_t>{2, 3, 2});
    const std::vector<int32_t> codes = {0, 1, kMissingCode, 0, 2, 1, kMissingCode};
    CHECK(part.codes == (plan == DraftPlan::kLevels ? codes : std::vector<int32_t>{}));
  }
}

TEST_CASE("numbers are gathered as floats until there is another cell", "[data]") {
  DraftPart part(DraftPlan::kNumbers);
  CHECK(part.add(batch_of({"1", " -2.5 ", "?"}), 0, missing()));
  REQUIRE(part.numbers.size() == 3);
  CHECK(part.numbers[1] == -2.5F);
  CHECK(std::isnan(part.numbers[2]));
  CHECK(part.missing == 1);
  CHECK(part.seen.count == 2);
  CHECK(part.seen.min == -2.5);
  CHECK(part.seen.max == 1);
  CHECK_FALSE(part.seen.integer);
  for (const char* odd : {"x", "1e39", "inf", "1e999"}) {
    DraftPart other(DraftPlan::kNumbers);
    CHECK_FALSE(other.add(batch_of({"1", odd}), 0, missing()));
  }
  // A number may stand for a missing cell.
  DraftPart zero(DraftPlan::kNumbers);
  CHECK(zero.add(batch_of({"0", "0.0", "1"}), 0, MissingTokens({"0"})));
  CHECK(zero.missing == 1);
  CHECK(zero.numbers[1] == 0);
}

TEST_CASE("a restarted part is as a new one", "[data]") {
  DraftPart part(DraftPlan::kLevels);
  part.add(batch_of({"b", "a", ""}), 0, missing());
  part.restart(DraftPlan::kLevels);
  part.add(batch_of({"a"}), 0, missing());
  CHECK(part.missing == 0);
  CHECK(part.levels.size() == 1);
  CHECK(part.levels[0] == "a");
  CHECK(part.counts == std::vector<uint64_t>{1});
  CHECK(part.codes == std::vector<int32_t>{0});
  part.restart(DraftPlan::kNumbers);
  CHECK(part.numbers.empty());
  CHECK(part.seen.count == 0);
}

TEST_CASE("numbers are the floats, and what is seen of them that of the doubles", "[data]") {
  Random random(61, "both");
  DraftPart part(DraftPlan::kNumbers);
  ColumnSurvey::Numbers seen;
  size_t wrong = 0;
  for (int round = 0; round < 200'000; ++round) {
    std::string text = random.below(4) == 0 ? "-" : "";
    for (uint64_t n = 1 + random.below(19); n > 0; --n) {
      text += static_cast<char>('0' + random.below(10));
      if (random.below(9) == 0 && text.find('.') == std::string::npos) text += '.';
    }
    // Between two floats, where rounding twice goes wrong: 2^24 + 1, and a little beside it.
    if (random.below(8) == 0) text = "16777217" + std::string(random.below(2), '.');
    if (random.below(8) == 0) text = "16777217.0000000000" + std::to_string(random.below(3));
    if (random.below(3) == 0) text += "e" + std::to_string(static_cast<int>(random.below(90)) - 50);
    // The least and the largest come nearer and nearer to what was seen, by less than a float.
    if (round % 64 == 0) seen = part.seen = {};
    const size_t before = part.numbers.size();
    const bool good = part.add(batch_of({text}), 0, missing());
    const auto single = parse_float(text);
    const bool expected = parse_double(text) && single;
    if (expected) seen.add(*parse_double(text));
    const bool same = good == expected && (!good || part.numbers[before] == *single) &&
                      part.seen.count == seen.count && part.seen.integer == seen.integer &&
                      (seen.count == 0 || (part.seen.min == seen.min && part.seen.max == seen.max));
    wrong += same ? 0 : 1;
  }
  CHECK(wrong == 0);
}

TEST_CASE("a float's width beside the least and the largest still counts", "[data]") {
  // All three are the same float as their neighbours, and differ as doubles.
  DraftPart part(DraftPlan::kNumbers);
  CHECK(part.add(batch_of({"0.1", "0.2", "0.15", "0.09999999999", "0.20000000001"}), 0, missing()));
  CHECK(part.seen.min == 0.09999999999);
  CHECK(part.seen.max == 0.20000000001);
  CHECK(part.seen.count == 5);
  CHECK_FALSE(part.seen.integer);
}
