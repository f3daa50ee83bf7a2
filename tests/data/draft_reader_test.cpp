// One look at a file gives what two would: the spec, and the table that reading by it gives.
#include "data/draft_reader.h"

#include "data/draft_fixtures.h"
#include "data/fixtures.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

struct Outcome {
  std::string error;
  Inference inference;
};

Outcome infer(const std::string& path, const ReadOptions& read, const InferOptions& options) {
  Outcome outcome;
  outcome.error = error_of([&] {
    const auto reader = open_rows({path}, read);
    outcome.inference = infer_spec(*reader, options);
  });
  return outcome;
}

// What is said of an inference, as one text.
std::string told(const Outcome& outcome) {
  const Inference& inference = outcome.inference;
  std::string text = outcome.error + "\n" + to_json(inference.spec).dump() + "\n";
  for (const ColumnFacts& facts : inference.facts) {
    text += std::to_string(facts.rows) + " " + std::to_string(facts.missing) + " " +
            std::to_string(facts.levels) + " " + std::to_string(facts.levels_exceeded) + " " +
            std::to_string(facts.min) + " " + std::to_string(facts.max) + "\n";
  }
  for (const auto& remark : inference.remarks) text += remark + "\n";
  for (const auto& warning : inference.warnings) text += warning + "\n";
  return text + std::to_string(inference.rows);
}

// Reading by the spec gives the kept table; where it fails, none was kept.
void check_kept(const std::string& path, const Inference& inference) {
  const auto reader = open_rows({path}, {});
  Table table;
  const std::string error =
      error_of([&] { table = read_table(*reader, inference.spec, NeedTarget::kYes); });
  CAPTURE(error);
  REQUIRE(inference.table.has_value() == (error == "no error"));
  if (inference.table) REQUIRE(difference(*inference.table, table).empty());
}

// All ways to read one file agree with each other. True when a table was kept.
bool check_file(const std::string& path, InferOptions options, Random& random) {
  const Outcome plain = infer(path, {}, options);
  options.keep_rows = true;
  const Outcome kept = infer(path, {}, options);
  REQUIRE(told(kept) == told(plain));
  if (kept.error == "no error") check_kept(path, kept.inference);
  for (const size_t block_rows : {size_t{1}, size_t{7}, size_t{1000}}) {
    // Single rows for a part of the tables: they take long.
    if (block_rows == 1 && random.below(4) != 0) continue;
    ReadOptions read;
    read.block_rows = block_rows;
    options.threads = 1 + static_cast<int>(random.below(4));
    CAPTURE(block_rows, options.threads);
    const Outcome other = infer(path, read, options);
    REQUIRE(told(other) == told(plain));
    REQUIRE(other.inference.table.has_value() == kept.inference.table.has_value());
    if (other.inference.table) {
      REQUIRE(difference(*other.inference.table, *kept.inference.table).empty());
    }
  }
  return kept.inference.table.has_value();
}

InferOptions random_options(Random& random) {
  InferOptions options;
  if (random.below(3) == 0) options.missing = {"0", "NA", ""};
  if (random.below(3) == 0) options.target = "c0";
  if (random.below(6) == 0) options.weight = "c1";
  if (random.below(6) == 0) options.ignore = {"c2"};
  if (!options.target.empty() && random.below(2) == 0) {
    options.task = random.below(2) == 0 ? "regression" : "classification";
  }
  return options;
}

}  // namespace

TEST_CASE("rows kept while types are found are those that reading by the spec gives", "[data]") {
  Random random(31, "drafts");
  const TempDir dir;
  int kept = 0;
  for (int round = 0; round < 200; ++round) {
    // Many rows now and then, for the limits of what is kept.
    const size_t rows = random.below(10) == 0 ? 4090 + random.below(300) : random.below(60);
    const std::string text = MixedTable(random).make(rows);
    put_anew(dir / "t.csv", text);
    const InferOptions options = random_options(random);
    CAPTURE(round, rows, options.target, options.task, options.weight, options.missing,
            text.substr(0, 600));
    if (check_file(dir / "t.csv", options, random)) ++kept;
  }
  CHECK(kept > 50);
  CHECK(kept < 190);
}

TEST_CASE("numbers beyond the limit become floats, and one text among them ends that", "[data]") {
  Random random(32, "many numbers");
  const TempDir dir;
  const auto number = [](int row) { return std::to_string(row) + "." + std::to_string(row % 10); };
  for (const int rows : {65'536, 65'537, 70'000}) {
    for (const std::string odd : {"", "oops", "1e39", "nan"}) {
      for (const int at : {0, 65'530, 65'540, rows - 1}) {
        if (odd.empty() && at > 0) continue;
        put_anew(dir / "t.csv", column_text("c0", rows, [&](int row) {
                   return row == at && !odd.empty() ? odd : number(row);
                 }));
        CAPTURE(rows, odd, at);
        const Outcome plain = infer(dir / "t.csv", {}, {});
        InferOptions keep;
        keep.keep_rows = true;
        keep.threads = 1 + static_cast<int>(random.below(4));
        const Outcome kept = infer(dir / "t.csv", {}, keep);
        REQUIRE(told(kept) == told(plain));
        check_kept(dir / "t.csv", kept.inference);
      }
    }
  }
}

TEST_CASE("a bad row is an error, or left out and no table kept", "[data]") {
  InferOptions options;
  options.keep_rows = true;
  const std::string text = "a,b\n1,x\n2\n3,y\n";
  CHECK(infer_error(text, options) == "data: t.csv:3: expected 2 fields, got 1 (byte 8)");
  options.pass_bad_rows = true;
  for (int threads = 1; threads <= 4; ++threads) {
    options.threads = threads;
    const Inference inference = infer_text(text, options);
    CHECK(inference.rows == 2);
    CHECK_FALSE(inference.table);
    CHECK(inference.spec.columns[1].levels == std::vector<std::string>{"x", "y"});
  }
}

TEST_CASE("a table that will not fit is refused while it is read", "[data]") {
  InferOptions options;
  options.keep_rows = true;
  options.memory_limit = 1000;
  const std::string text =
      column_text("a", 10'000, [](int row) { return std::to_string(row % 10); });
  CHECK(infer_error(text, options).find("--memory allows") != std::string::npos);
  options.memory_limit = 1 << 20;
  CHECK(infer_error(text, options) == "no error");
}

TEST_CASE("progress is told in the order of the rows", "[data]") {
  const TempDir dir;
  put(dir / "t.csv", column_text("a", 100, [](int row) { return std::to_string(row); }));
  ReadOptions read;
  read.block_rows = 7;
  for (int threads = 1; threads <= 4; ++threads) {
    std::vector<uint64_t> rows;
    InferOptions options;
    options.threads = threads;
    options.progress = [&](const ReadCounts& counts) { rows.push_back(counts.rows); };
    const auto reader = open_rows({dir / "t.csv"}, read);
    infer_spec(*reader, options);
    REQUIRE(rows.size() == 15);
    for (size_t i = 0; i < rows.size(); ++i) CHECK(rows[i] == std::min<uint64_t>(7 * (i + 1), 100));
  }
}
