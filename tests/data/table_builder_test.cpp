#include "data/table_builder.h"

#include <cmath>

#include "data/fixtures.h"

using namespace mlrun;
using namespace mlrun::test;
using Codes = std::vector<int32_t>;
using Counts = std::vector<uint64_t>;

namespace {

Table typed(const DataSpec& spec, const std::string& text, NeedTarget need = NeedTarget::kYes) {
  TextRows rows(text);
  return read_table(*rows, spec, need);
}

// What a typed cell of one column "x" ends in.
std::string verdict(ColumnType type, const std::string& cell,
                    const std::vector<std::string>& levels = {}) {
  return cell_error(one_column(type, levels), "x,other\n" + cell + ",1\n");
}

}  // namespace

TEST_CASE("cells are typed by the spec, wherever their columns stand", "[data]") {
  const Table table = typed(every_type(),
                            "y,w,extra,junk,id,c,t,b,n\n"
                            "win,1,?,what, k 1,red,1970-01-02,YES,1.5\n"
                            "lose,0,?,,k 2, blue ,1970-01-01T00:00:01Z,No,-2e3\n");
  REQUIRE(table.columns.size() == 8);
  CHECK(table.rows == 2);
  CHECK(table.columns[0].numbers == std::vector<float>{1.5F, -2000});
  CHECK(table.columns[1].codes == Codes{1, 0});
  CHECK(table.columns[2].seconds == std::vector<double>{86400, 1});
  CHECK(table.columns[3].codes == Codes{1, 0});
  // An id is the cell as it was.
  CHECK(table.columns[4].texts == std::vector<std::string>{" k 1", "k 2"});
  CHECK(table.columns[4].codes.empty());
  CHECK(table.columns[5].numbers.empty());
  CHECK(table.columns[6].numbers == std::vector<float>{1, 0});
  CHECK(table.columns[7].codes == Codes{1, 0});
  CHECK(table.columns[7].type == ColumnType::kCategorical);
}

TEST_CASE("target and weight are not looked at where they are not needed", "[data]") {
  const std::string text = "n,b,t,c,w,y\n1,no,1970-01-01,red,heavy,draw\n";
  const Table table = typed(every_type(), text, NeedTarget::kNo);
  CHECK(table.rows == 1);
  CHECK(table.columns[6].numbers.empty());
  CHECK(table.columns[7].codes.empty());
  CHECK(table.columns[4].texts.empty());
  CHECK_NOTHROW(typed(every_type(), "n,b,t,c\n1,no,1970-01-01,red\n", NeedTarget::kNo));
}

TEST_CASE("numbers follow the number syntax", "[data]") {
  const auto number = [](const std::string& cell) {
    return typed(one_column(ColumnType::kNumeric), "x,other\n" + cell + ",1\n")
        .columns[0]
        .numbers[0];
  };
  CHECK(number("1") == 1);
  CHECK(number(" +1.5\t") == 1.5F);
  CHECK(number("-.5e1") == -5);
  CHECK(number("\" 7 \"") == 7);
  CHECK(number("3.4028234e38") == 3.4028234e38F);
  CHECK(number("1e-400") == 0);
  CHECK(number("0.1") == 0.1F);
  CHECK(std::isnan(number("")));
  CHECK(std::isnan(number(" NA ")));
  CHECK(std::isnan(number("nan")));
}

TEST_CASE("a cell that is no number is told with file, line and column", "[data]") {
  CHECK(verdict(ColumnType::kNumeric, "abc") ==
        "data: t.csv:2: column \"x\": expected a number, got \"abc\"");
  for (const char* cell : {"0x10", "1_000", "1 000", "1e", "--1", "true", "2026-01-01"}) {
    CHECK(verdict(ColumnType::kNumeric, cell) ==
          "data: t.csv:2: column \"x\": expected a number, got \"" + std::string(cell) + "\"");
  }
  CHECK(verdict(ColumnType::kNumeric, "\"1,000\"") ==
        "data: t.csv:2: column \"x\": expected a number, got \"1,000\"");
  CHECK(cell_error(one_column(ColumnType::kNumeric), "x\n\n\"1\"\n\"\n\"\n") ==
        R"(data: t.csv:4: column "x": expected a number, got "\n")");
}

TEST_CASE("numbers beyond float32 and number words are no values", "[data]") {
  for (const char* cell : {"1e999", "1e39", "-1e39", "inf", "-Infinity", "NAN"}) {
    CHECK(verdict(ColumnType::kNumeric, cell) ==
          "data: t.csv:2: column \"x\": expected a finite number (float32), got \"" +
              std::string(cell) + "\"");
  }
}

TEST_CASE("dates are typed, others told", "[data]") {
  CHECK(verdict(ColumnType::kDatetime, "2026-01-31T12:00") == "no error");
  CHECK(verdict(ColumnType::kDatetime, "31.01.2026") ==
        "data: t.csv:2: column \"x\": expected a date or time such as 2026-01-31 12:00:00, got "
        "\"31.01.2026\"");
}

TEST_CASE("levels are found by text, by value, and for booleans in any case", "[data]") {
  const auto codes = [](ColumnType type, const std::vector<std::string>& levels) {
    return typed(one_column(type, levels), "x,other\n1,\n1.0,\nA,\na,\n").columns[0].codes;
  };
  CHECK(codes(ColumnType::kCategorical, {"a", "1"}) == Codes{1, kUnseenCode, kUnseenCode, 0});
  CHECK(codes(ColumnType::kCategorical, {"0", "1"}) == Codes{1, 1, kUnseenCode, kUnseenCode});
  CHECK(codes(ColumnType::kBoolean, {"1", "a"}) == Codes{0, kUnseenCode, 1, 1});
}

TEST_CASE("missing and unseen cells are counted per column", "[data]") {
  const Table table = typed(every_type(), "n,b,t,c\n,maybe,,green\n1,,1970-01-01,green\n2,yes,?,\n",
                            NeedTarget::kNo);
  CellCounts counts;
  add_counts(table, counts);
  CHECK(counts.missing == Counts{1, 1, 2, 1, 0, 0, 0, 0});
  CHECK(counts.unseen == Counts{0, 1, 0, 2, 0, 0, 0, 0});
  add_counts(table, counts);
  CHECK(counts.missing == Counts{2, 2, 4, 2, 0, 0, 0, 0});
  CHECK(std::isnan(table.columns[0].numbers[0]));
  CHECK(table.columns[1].codes == Codes{kUnseenCode, kMissingCode, 1});
  CHECK(std::isnan(table.columns[2].seconds[2]));
  CHECK(table.columns[3].codes == Codes{kUnseenCode, kUnseenCode, kMissingCode});
}

TEST_CASE("the spec's own missing tokens count", "[data]") {
  DataSpec spec = one_column(ColumnType::kNumeric);
  spec.missing = {"-"};
  CHECK(std::isnan(typed(spec, "x,other\n-,1\n").columns[0].numbers[0]));
  CHECK(std::isnan(typed(spec, "x,other\n,1\n").columns[0].numbers[0]));
  CHECK(cell_error(spec, "x\nNA\n") ==
        "data: t.csv:2: column \"x\": expected a number, got \"NA\"");
}

TEST_CASE("batches are appended; a builder can be used again", "[data]") {
  const DataSpec spec = one_column(ColumnType::kNumeric);
  const TableBuilder builder(spec, bind_columns(spec, {"x"}, NeedTarget::kNo, "t.csv"));
  ReadOptions options;
  options.block_rows = 2;
  const TempDir dir;
  put(dir / "t.csv", "x\n1\n2\n3\n");
  const auto reader = open_rows({dir / "t.csv"}, options);
  Table table = builder.start();
  CHECK(table.rows == 0);
  CHECK(table.spec.columns[0].name == "x");
  std::vector<RowFault> faults;
  std::unique_ptr<RowBlock> block;
  while (const auto batch = next_batch(*reader, block)) builder.add(*batch, table, faults);
  CHECK(faults.empty());
  CHECK(table.rows == 3);
  CHECK(table.columns[0].numbers == std::vector<float>{1, 2, 3});
  CHECK(builder.start().rows == 0);
}

TEST_CASE("a bad row keeps its place, and its first cell in the spec's order is told", "[data]") {
  DataSpec spec = every_type();
  spec.columns.resize(3);
  const TableBuilder builder(spec, bind_columns(spec, {"t", "b", "n"}, NeedTarget::kNo, "t.csv"));
  TextRows rows("t,b,n\n1970-01-01,no,1\noops,no,x\n1,2\n1970-01-02,yes,2\nnever,no,3\n");
  std::unique_ptr<RowBlock> block;
  const auto batch = next_batch(*rows, block);
  Table table = builder.start();
  std::vector<RowFault> faults;
  builder.add(*batch, table, faults);
  CHECK(table.rows == 5);
  REQUIRE(faults.size() == 3);
  CHECK(faults[0].row == 1);
  CHECK(faults[0].column == size_t{2});
  CHECK(faults[0].line == 3);
  CHECK(faults[0].byte == 22);
  CHECK_FALSE(faults[0].exact);
  CHECK(faults[0].what == "expected a number, got \"x\"");
  CHECK(faults[1].row == 2);
  CHECK_FALSE(faults[1].column);
  CHECK(faults[1].what == "expected 3 fields, got 2");
  CHECK(faults[2].row == 4);
  CHECK(faults[2].column == size_t{0});
  CHECK(std::isnan(table.columns[0].numbers[1]));
  CHECK(std::isnan(table.columns[0].numbers[2]));
  CHECK(table.columns[0].numbers[3] == 2);
  CHECK(table.columns[1].codes == Codes{0, 0, kMissingCode, 1, 0});
  CHECK(std::isnan(table.columns[2].seconds[4]));
}

TEST_CASE("a row that cannot be split is told once, as that", "[data]") {
  // Its empty cells would be a missing target and a missing cell under --strict as well.
  BuildOptions strict;
  strict.strict = true;
  CHECK(cell_error(every_type(), "n,b,t,c,w,y\n1,2\n", strict) ==
        "data: t.csv:2: expected 6 fields, got 2 (byte 12)");
}
