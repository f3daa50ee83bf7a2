// Rows kept while a spec is inferred, with every role and target: what reading by the spec gives.
#include <functional>

#include "core/random.h"
#include "data/draft_fixtures.h"
#include "data/fixtures.h"
#include "data/infer.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

using Cell = std::function<std::string(int row)>;

std::string pick(Random& random, const std::vector<std::string>& texts) {
  return texts[random.below(texts.size())];
}

// Numbers that differ up to a count of them, and one odd cell among them, or none.
Cell many_numbers(int distinct, int odd_row, const std::string& odd) {
  return [=](int row) {
    return row == odd_row ? odd : std::to_string(row % distinct) + (row % 3 == 0 ? ".5" : "");
  };
}

// Times that mostly differ.
std::string many_times(int row) {
  const std::string day = std::to_string(10 + row / 60 % 18);
  const std::string minute = std::to_string(10 + row % 49);
  return "20" + std::to_string(10 + row % 89) + "-01-" + day + " 10:" + minute + ":00";
}

// A column of a kind drawn at random, for a table of so many rows.
Cell random_column(Random& random, int rows) {
  const int distinct = 4094 + static_cast<int>(random.below(5));
  const auto odd_row = static_cast<int>(random.below(static_cast<uint64_t>(rows) * 2));
  const auto one_of = [&random](std::vector<std::string> texts) {
    return [&random, texts = std::move(texts)](int) { return pick(random, texts); };
  };
  const std::vector<std::function<Cell()>> kinds = {
      [&] {
        return one_of({"1", "2", "3", "1.0", "-0", "0", "+2", "0.1"});
      },
      [&] {
        return one_of({"1", "0", "", "NA", "nan", "3.25"});
      },
      [&] {
        return one_of({"0", "1", "1"});
      },
      [&] {
        return one_of({"yes", "No", "YES", "no", "Yes", ""});
      },
      [&] {
        return one_of({"true", "FALSE", "False", "?"});
      },
      [&] {
        return one_of({"red", "blue", " red ", "\" red \"", "", "\"\"", "1"});
      },
      [&] {
        return one_of({"2026-01-31", "2026-01-31 12:00:00", "", "1999-12-31T23:59:59Z"});
      },
      [&] {
        return one_of({"2026-01-31", "20260131", "2026"});
      },
      [&] {
        return one_of({"", "NA", "null"});
      },
      [&] { return many_numbers(distinct, -1, ""); },
      [&] { return many_numbers(rows, odd_row, "oops"); },
      [&] { return many_numbers(distinct, rows - 1, "2026-01-31"); },
      [&] { return many_numbers(rows, odd_row, ""); },
      [&] {
        return many_numbers(rows, odd_row, pick(random, {"nan", "inf", "1e39", "1e999"}));
      },
      [&] {
        return many_numbers(3, odd_row, pick(random, {"inf", "1e39", "-1e39", "3e38"}));
      },
      [&] { return many_numbers(distinct, 0, "x"); },
      [&]() -> Cell { return [](int row) { return "k" + std::to_string(row); }; },
      [&]() -> Cell {
        return [&random](int) {
          return std::to_string(static_cast<int64_t>(random.below(1'000'000'007)) - 500'000'000) +
                 "." + std::to_string(random.below(1'000'000'007));
        };
      },
      [] { return Cell(many_times); }};
  return kinds[random.below(kinds.size())]();
}

// Cells of the target: of every task, mostly without a missing one.
Cell random_target(Random& random) {
  const uint64_t kind = random.below(6);
  return [kind, &random](int row) -> std::string {
    if (kind == 0) return std::to_string(row) + ".5";
    if (kind == 1) return std::to_string(row % 3) + (row % 7 == 0 ? ".0" : "");
    if (kind == 2) return row % 2 == 0 ? "yes" : pick(random, {"no", "No"});
    if (kind == 3) return pick(random, {"a", "b", "c"});
    if (kind == 4) return row == 50 ? "" : std::to_string(row % 4);
    return std::to_string(row % 2);
  };
}

struct Made {
  std::string text;
  InferOptions options;
};

// Many columns make the number of numbers that are remembered small: 4096 each.
Made make_table(Random& random, int rows, size_t odd_columns, size_t fillers) {
  Made made;
  std::vector<Cell> cells;
  std::string& text = made.text;
  text = "y,w,id";
  made.options.target = "y";
  if (random.below(2) == 0) made.options.weight = "w";
  made.options.ids = {"id"};
  if (random.below(4) == 0) made.options.missing = {"0", "?"};
  for (size_t c = 0; c < odd_columns; ++c) {
    text += ",c" + std::to_string(c);
    cells.push_back(random_column(random, rows));
  }
  for (size_t c = 0; c < fillers; ++c) text += ",f" + std::to_string(c);
  text += "\n";
  const Cell target = random_target(random);
  const Cell weight = many_numbers(random.below(3) == 0 ? rows : 7, -1, "");
  for (int row = 0; row < rows; ++row) {
    text += target(row) + "," + weight(row) + ",i" + std::to_string(row);
    for (const Cell& cell : cells) text += "," + cell(row);
    text += std::string(fillers, ',') + "\n";
  }
  return made;
}

// All that is inferred, but the table, as a text.
std::string said(const Inference& inference) {
  std::string text = to_json(inference.spec).dump() + std::to_string(inference.rows);
  for (const ColumnFacts& facts : inference.facts) {
    text += "\n" + std::to_string(facts.rows) + " " + std::to_string(facts.missing) + " " +
            std::to_string(facts.levels) + (facts.levels_exceeded ? "+ " : " ") +
            std::to_string(facts.min) + " " + std::to_string(facts.max);
  }
  for (const auto& remark : inference.remarks) text += "\n" + remark;
  for (const auto& warning : inference.warnings) text += "\n" + warning;
  return text;
}

struct Outcome {
  std::string said;
  std::optional<Table> table;
  DataSpec spec;
};

Outcome infer(const std::string& path, InferOptions options, int threads, size_t block_rows,
              bool keep_rows) {
  options.threads = threads;
  options.keep_rows = keep_rows;
  Outcome outcome;
  const std::string error = error_of([&] {
    ReadOptions reading;
    reading.block_rows = block_rows;
    const auto reader = open_rows({path}, reading);
    Inference inference = infer_spec(*reader, options);
    outcome.said = said(inference);
    outcome.table = std::move(inference.table);
    outcome.spec = std::move(inference.spec);
  });
  if (error != "no error") outcome.said = error;
  return outcome;
}

// How often each outcome was met, so that a test cannot pass by testing nothing.
struct Met {
  int tables = 0;
  int refused = 0;
  int errors = 0;
};

void check_table(const Made& made, Met& met) {
  const TempDir dir;
  const std::string path = dir / "t.csv";
  put(path, made.text);
  const Outcome first = infer(path, made.options, 1, 4096, true);
  for (int threads = 1; threads <= 4; ++threads) {
    for (const size_t block_rows : {size_t{1}, size_t{7}, size_t{4096}}) {
      // Blocks of one row cost most.
      if (block_rows == 1 && made.text.size() > 100'000 && threads != 3) continue;
      CAPTURE(threads, block_rows);
      const Outcome other = infer(path, made.options, threads, block_rows, true);
      REQUIRE(other.said == first.said);
      REQUIRE(other.table.has_value() == first.table.has_value());
      if (first.table) REQUIRE(difference(*other.table, *first.table).empty());
      REQUIRE(infer(path, made.options, threads, block_rows, false).said == first.said);
    }
  }
  if (first.spec.columns.empty()) {
    ++met.errors;
    return;
  }
  const auto reader = open_rows({path}, {});
  Table read;
  const std::string error =
      error_of([&] { read = read_table(*reader, first.spec, NeedTarget::kYes); });
  REQUIRE(first.table.has_value() == (error == "no error"));
  ++(first.table ? met.tables : met.refused);
  // The texts of ids are not kept.
  for (Column& column : read.columns) column.texts.clear();
  if (first.table) REQUIRE(difference(*first.table, read).empty());
}

}  // namespace

TEST_CASE("kept rows are those that the found spec reads, in small tables", "[data]") {
  Random random(41, "inferred tables");
  Met met;
  for (int round = 0; round < 150; ++round) {
    CAPTURE(round);
    check_table(make_table(random, 60 + static_cast<int>(random.below(60)), 5, 0), met);
  }
  CHECK(met.tables > 40);
  CHECK(met.refused > 20);
}

TEST_CASE("kept rows are those that the found spec reads, around the limit of levels", "[data]") {
  Random random(42, "inferred tables");
  Met met;
  for (int round = 0; round < 12; ++round) {
    CAPTURE(round);
    check_table(make_table(random, 4090 + static_cast<int>(random.below(300)), 4, 58), met);
  }
  CHECK(met.tables > 2);
}

TEST_CASE("rows that are passed over count for nothing, and no table is kept", "[data]") {
  const TempDir dir;
  put(dir / "bad.csv", "x,y\n1,2\n3\n\"a\"b,c\n4,5\n");
  put(dir / "good.csv", "x,y\n1,2\n4,5\n");
  InferOptions options;
  options.pass_bad_rows = true;
  const Outcome good = infer(dir / "good.csv", options, 1, 4096, true);
  CHECK(good.table);
  for (int threads = 1; threads <= 4; ++threads) {
    const Outcome bad = infer(dir / "bad.csv", options, threads, 1, true);
    CHECK(bad.said == good.said);
    CHECK_FALSE(bad.table);
  }
}
