#include "data/infer.h"

#include "data/fixtures.h"

using namespace mlrun;
using namespace mlrun::test;
using Texts = std::vector<std::string>;

namespace {

// The type of a column "c" of these cells, beside a column that is always there.
ColumnSpec column(const Texts& cells, const InferOptions& options = {}) {
  std::string text = "c,other\n";
  for (const auto& cell : cells) text += cell + ",1\n";
  return infer_text(text, options).spec.columns[0];
}

std::string type_of(const Texts& cells) { return std::string(name(column(cells).type)); }

}  // namespace

TEST_CASE("numbers make a numeric column", "[data]") {
  CHECK(type_of({"1", "-2.5", "+1", " 3 ", "1e-3", ".5", "5."}) == "numeric");
  CHECK(type_of({"1", "", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "?", "2"}) ==
        "numeric");
  CHECK(type_of({"1", "inf", "1e999"}) == "numeric");
  CHECK(type_of({"0", "1", "2"}) == "numeric");
  CHECK(type_of({"1", "1", "1"}) == "numeric");
  CHECK(type_of({"\"1\"", "\" 2 \""}) == "numeric");
  CHECK(column({"1", "2"}).levels.empty());
}

TEST_CASE("what looks like a number to others is text", "[data]") {
  for (const char* text : {"0x10", "1_000", "\"1,000\"", "1 000", "12%", "$5", "1e", "1d5"}) {
    CAPTURE(text);
    CHECK(type_of({"1", "1", "2", text}) == "categorical");
  }
}

TEST_CASE("two words of a pair make a boolean column", "[data]") {
  CHECK(column({"true", "false", ""}).levels == Texts{"false", "true"});
  CHECK(column({"Yes", "no", "YES"}).levels == Texts{"no", "Yes"});
  CHECK(column({"1", "0"}).levels == Texts{"0", "1"});
  CHECK(type_of({"1", "0"}) == "boolean");
  CHECK(type_of({"true", "false", "x"}) == "categorical");
  CHECK(type_of({"true", "true"}) == "categorical");
}

TEST_CASE("values that float32 hardly tells apart are warned of", "[data]") {
  const auto warnings = [](const Texts& cells) {
    std::string text = "c,y\n";
    for (const auto& cell : cells) text += cell + ",x\n";
    return infer_text(text).warnings;
  };
  CHECK(
      warnings({"1e9", "1000000002.5"}) ==
      Texts{
          "column \"c\": its values, from 1e+09 to 1000000002.5, are read as float32, which "
          "tells numbers of that size apart in steps of 64 only; take a constant off them first"});
  CHECK(warnings({"1000", "1000.0005"}).size() == 1);
  CHECK(warnings({"1e9", "1000010000"}).empty());  // 156 steps
  CHECK(warnings({"1e9", "1e9"}).empty());
  CHECK(warnings({"-1e-9", "1e-9"}).empty());
  CHECK(warnings({"1", "2"}).empty());
  CHECK(warnings({"a", "b"}).empty());
}

TEST_CASE("ISO 8601 dates and times make a datetime column", "[data]") {
  CHECK(type_of({"2026-01-31", "2026-01-31 12:00:00", "?", "2026-01-31T12:00Z"}) == "datetime");
  CHECK(type_of({"2026-01-31", "31.01.2026"}) == "categorical");
  CHECK(type_of({"2026", "2027"}) == "numeric");
  CHECK(column({"2026-01-31"}).levels.empty());
}

TEST_CASE("other text makes a categorical column with levels by byte", "[data]") {
  const ColumnSpec text = column({"b", "a", "b", "\"\"", "\u00e9", " a "});
  CHECK(text.type == ColumnType::kCategorical);
  CHECK(text.levels == Texts{"a", "b", "\u00e9"});
  CHECK(text.had_missing);
  CHECK_FALSE(column({"b", "a"}).had_missing);
  // Blanks count where they stand in quotes.
  CHECK(column({"a", "\" a\""}).levels == Texts{" a", "a"});
}

TEST_CASE("the missing tokens can be replaced", "[data]") {
  InferOptions options;
  options.missing = {"-"};
  const ColumnSpec dash = column({"1", "-", ""}, options);
  CHECK(dash.type == ColumnType::kNumeric);
  CHECK(dash.had_missing);
  CHECK(column({"a", "NA"}, options).levels == Texts{"NA", "a"});
  CHECK(infer_text("a\n1\n", options).spec.missing == Texts{"-"});
  CHECK(infer_text("a\n1\n").spec.missing == DataSpec::default_missing());
}

TEST_CASE("text that differs in every row is ignored, with a remark", "[data]") {
  const auto unique = [](int rows) {
    return infer_text(column_text("k", rows, [](int row) { return "k" + std::to_string(row); }));
  };
  const Inference many = unique(21);
  CHECK(many.spec.columns[0].role == Role::kIgnore);
  CHECK(many.spec.columns[0].levels.empty());
  CHECK(many.remarks == Texts{"column \"k\" is ignored: its text differs in every row"});
  // Few rows do not tell.
  const Inference few = unique(20);
  CHECK(few.spec.columns[0].role == Role::kFeature);
  CHECK(few.spec.columns[0].levels.size() == 20);
  CHECK(few.remarks.empty());
  // One repeat is enough to keep it; numbers may all differ.
  CHECK(infer_text(column_text("k", 22, [](int row) { return "k" + std::to_string(row / 2 * 2); }))
            .spec.columns[0]
            .role == Role::kFeature);
  CHECK(infer_text(column_text("k", 50, [](int row) { return std::to_string(row); }))
            .spec.columns[0]
            .role == Role::kFeature);
}

TEST_CASE("a column without any value is ignored, with a remark", "[data]") {
  const Inference inference = infer_text("a,b\n1,\n2,NA\n");
  CHECK(inference.spec.columns[1].role == Role::kIgnore);
  CHECK(inference.spec.columns[1].had_missing);
  CHECK(inference.remarks == Texts{"column \"b\" is ignored: every cell of it is missing"});
}

TEST_CASE("text behind very many numbers is told with its place, and the column ignored",
          "[data]") {
  const std::string numbers = column_text("n", 70'000, [](int row) { return std::to_string(row); });
  const Inference inference = infer_text(numbers + "oops\n");
  CHECK(inference.spec.columns[0].role == Role::kIgnore);
  CHECK(inference.remarks ==
        Texts{"column \"n\" is ignored: it holds at least 65,537 different numbers and then text, "
              "first \"oops\" (t.csv:70002); --na makes that text a missing cell"});
  CHECK(infer_text(numbers).spec.columns[0].role == Role::kFeature);
}

TEST_CASE("roles are given by name", "[data]") {
  InferOptions options;
  options.target = "y";
  options.weight = "w";
  options.ids = {"key", "name"};
  options.ignore = {"junk"};
  const Inference inference =
      infer_text("key,x,y,w,junk,name\n1,5,0.5,1,a,n\n2,6,1.5,2,b,m\n", options);
  const DataSpec& spec = inference.spec;
  CHECK(spec.with_role(Role::kId) == std::vector<size_t>{0, 5});
  CHECK(spec.with_role(Role::kFeature) == std::vector<size_t>{1});
  CHECK(spec.target() == 2U);
  CHECK(spec.with_role(Role::kWeight) == std::vector<size_t>{3});
  CHECK(spec.with_role(Role::kIgnore) == std::vector<size_t>{4});
  CHECK(spec.task == Task::kRegression);
  // Only features keep the levels of their text.
  CHECK(spec.columns[4].levels.empty());
  CHECK(spec.columns[5].levels.empty());
}

TEST_CASE("weights are numbers, 0 and 1 too", "[data]") {
  InferOptions options;
  options.weight = "w";
  const ColumnSpec weight = infer_text("w,x\n0,1\n1,2\n", options).spec.columns[0];
  CHECK(weight.type == ColumnType::kNumeric);
  CHECK(weight.levels.empty());
  CHECK(infer_error("w,x\n1,1\nheavy,2\n", options) ==
        "data: t.csv:3: column \"w\": expected a number as weight, got \"heavy\"");
}

TEST_CASE("facts tell rows, missing cells, levels and the range", "[data]") {
  const Inference inference = infer_text("a,b\n3,x\n-1.5,y\n,x\n3,x\n");
  CHECK(inference.rows == 4);
  const ColumnFacts& numbers = inference.facts[0];
  CHECK(numbers.rows == 4);
  CHECK(numbers.missing == 1);
  CHECK(numbers.levels == 2);
  CHECK_FALSE(numbers.levels_exceeded);
  CHECK(numbers.min == -1.5);
  CHECK(numbers.max == 3);
  CHECK(inference.facts[1].levels == 2);
  CHECK(inference.facts[1].missing == 0);
}

TEST_CASE("levels beyond the limit are told as exceeded", "[data]") {
  const ColumnFacts facts =
      infer_text(column_text("n", 70'000, [](int row) { return std::to_string(row); })).facts[0];
  CHECK(facts.levels_exceeded);
  CHECK(facts.levels == 65'536);
  CHECK(facts.max == 69'999);
}
