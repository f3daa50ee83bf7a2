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

TEST_CASE("a number is the same float and double as when either is read alone", "[data]") {
  Random random(61, "both");
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
    double wide = 0;
    float narrow = 0;
    const bool good = parse_both(text, wide, narrow);
    const auto single = parse_float(text);
    const bool expected = parse_double(text) && single;
    const bool same =
        good == expected && (!good || (wide == *parse_double(text) && narrow == *single));
    wrong += same ? 0 : 1;
  }
  CHECK(wrong == 0);
}
