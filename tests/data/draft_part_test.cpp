#include "data/draft_part.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "core/random.h"
#include "core/text.h"
#include "data/spec.h"

using namespace mlrun;

namespace {

// A batch of one column with these cells, on lines 2, 3, ...; they live as long as the texts.
RowBatch batch_of(const std::vector<std::string>& cells) {
  RowBatch batch;
  batch.columns = 1;
  for (const auto& cell : cells) {
    batch.lines.push_back(batch.rows() + 2);
    batch.cells.emplace_back(cell);
    batch.quoted.push_back(0);
  }
  return batch;
}

const MissingTokens kDefault(DataSpec::default_missing());

}  // namespace

TEST_CASE("texts are gathered once each, with their number and first line", "[data]") {
  const std::vector<std::string> cells = {"b", " a ", "NA", "b", "", "a"};
  const std::vector<std::string> more = {"c", "a"};
  DraftPart part(DraftPlan::kLevels);
  CHECK(part.add(batch_of(cells), 0, kDefault));
  CHECK(part.add(batch_of(more), 0, kDefault));
  REQUIRE(part.levels.size() == 3);
  CHECK(part.levels[1] == "a");
  CHECK(part.counts == std::vector<uint64_t>{2, 3, 1});
  CHECK(part.lines == std::vector<uint64_t>{2, 3, 2});
  CHECK(part.codes == std::vector<int32_t>{0, 1, kMissingCode, 0, kMissingCode, 1, 2, 1});
  CHECK(part.missing == 2);
}

TEST_CASE("where nothing is kept texts are counted all the same, without codes", "[data]") {
  const std::vector<std::string> cells = {"b", "a", "NA", "b"};
  DraftPart part(DraftPlan::kNothing);
  CHECK(part.add(batch_of(cells), 0, kDefault));
  CHECK(part.counts == std::vector<uint64_t>{2, 1});
  CHECK(part.codes.empty());
  CHECK(part.missing == 1);
}

TEST_CASE("numbers are gathered as floats, and looked at", "[data]") {
  const std::vector<std::string> cells = {"1.5", " -2 ", "NA", "3e2", ""};
  DraftPart part(DraftPlan::kNumbers);
  REQUIRE(part.add(batch_of(cells), 0, kDefault));
  REQUIRE(part.numbers.size() == 5);
  CHECK(part.numbers[0] == 1.5F);
  CHECK(part.numbers[1] == -2);
  CHECK(std::isnan(part.numbers[2]));
  CHECK(part.numbers[3] == 300);
  CHECK(std::isnan(part.numbers[4]));
  CHECK(part.missing == 2);
  CHECK(part.seen.count == 3);
  CHECK(part.seen.min == -2);
  CHECK(part.seen.max == 300);
  CHECK_FALSE(part.seen.integer);
}

TEST_CASE("a number that stands for a missing cell is missing", "[data]") {
  const std::vector<std::string> cells = {"1", "0", "-999", "0.0"};
  DraftPart part(DraftPlan::kNumbers);
  REQUIRE(part.add(batch_of(cells), 0, MissingTokens({"0", "-999"})));
  CHECK(part.missing == 2);
  CHECK(part.seen.count == 2);
  CHECK(part.numbers[3] == 0);
}

TEST_CASE("what is no finite number ends the gathering of numbers", "[data]") {
  for (const char* odd : {"x", "inf", "nan?", "1e39", "-1e39", "1e999", "2026-01-31", "1 2"}) {
    const std::vector<std::string> cells = {"1", odd, "2"};
    DraftPart part(DraftPlan::kNumbers);
    CAPTURE(odd);
    CHECK_FALSE(part.add(batch_of(cells), 0, kDefault));
  }
}

TEST_CASE("a part that starts again is as a new one", "[data]") {
  const std::vector<std::string> cells = {"1", "NA", "2"};
  DraftPart part(DraftPlan::kNumbers);
  part.add(batch_of(cells), 0, kDefault);
  part.restart(DraftPlan::kLevels);
  CHECK(part.missing == 0);
  CHECK(part.numbers.empty());
  CHECK(part.seen.count == 0);
  part.add(batch_of(cells), 0, kDefault);
  CHECK(part.codes == std::vector<int32_t>{0, kMissingCode, 1});
  part.restart(DraftPlan::kNumbers);
  CHECK(part.levels.size() == 0);
  CHECK(part.counts.empty());
  CHECK(part.lines.empty());
  CHECK(part.codes.empty());
}

TEST_CASE("a number is both what parse_double and what parse_float give", "[data]") {
  Random random(6, "both widths");
  std::vector<std::string> texts = {"0",
                                    "-0",
                                    "16777217",
                                    "16777219",
                                    "0.1",
                                    "1e-46",
                                    "7e-46",
                                    "3.4028235e38",
                                    "3.4028236e38",
                                    "340282356779733661637539395458142568447",
                                    "1.00000005960464477539",
                                    "1.00000005960464477540",
                                    "x",
                                    "",
                                    "inf"};
  for (int i = 0; i < 20'000; ++i) {
    // Near the middle between two floats, where rounding twice goes wrong.
    const double middle = 1 + std::ldexp(static_cast<double>(random.below(1 << 24)) + 0.5, -23);
    texts.push_back(std::to_string(static_cast<int64_t>(random.below(1'000'000'000))) + "e-" +
                    std::to_string(random.below(40)));
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", 10 + static_cast<int>(random.below(20)), middle);
    texts.emplace_back(text);
  }
  for (const auto& text : texts) {
    double wide = 0;
    float narrow = 0;
    const bool both = parse_both(text, wide, narrow);
    CAPTURE(text);
    REQUIRE(both == (parse_double(text) && parse_float(text)));
    if (!both) continue;
    REQUIRE(wide == *parse_double(text));
    REQUIRE(narrow == *parse_float(text));
    REQUIRE(std::signbit(narrow) == std::signbit(*parse_float(text)));
  }
}
