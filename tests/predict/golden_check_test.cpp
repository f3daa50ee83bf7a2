#include "predict/golden_check.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "predict/fixtures.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

Table long_table() {
  std::string text = "x,y\n";
  for (int i = 0; i < 100; ++i) {
    text += (i == 57 ? "" : std::to_string(i)) + std::string(i == 77 ? ",yes\n" : ",no\n");
  }
  return table_of(class_spec(), text, NeedTarget::kYes);
}

GoldenRows golden_rows() {
  GoldenRows golden = golden_from_rows(regression_spec(), {"y", "x"}, {{"1", "0.5"}, {"2", ""}});
  golden.outputs = 1;
  return golden;
}

}  // namespace

TEST_CASE("first, last, missing cells and every class are among the golden rows") {
  const auto rows = choose_golden(long_table(), 1);
  CHECK(rows.size() == 32);
  CHECK(std::is_sorted(rows.begin(), rows.end()));
  for (const int64_t row : {0, 57, 77, 99}) CHECK(std::count(rows.begin(), rows.end(), row) == 1);
  CHECK(choose_golden(long_table(), 1) == rows);
  CHECK(choose_golden(long_table(), 2) != rows);
}

TEST_CASE("a small table gives all its rows, a limit is kept") {
  const Table table = table_of(regression_spec(), "x,y\n1,1\n2,2\n3,3\n", NeedTarget::kYes);
  CHECK(choose_golden(table, 1) == std::vector<int64_t>{0, 1, 2});
  CHECK(choose_golden(long_table(), 1, 3).size() == 3);
  CHECK(choose_golden(long_table(), 1, 1).size() == 1);
}

TEST_CASE("only the features' cells are kept, by name") {
  const GoldenRows golden = golden_rows();
  CHECK(golden.columns == std::vector<std::string>{"x"});
  CHECK(golden.cells == std::vector<std::vector<std::string>>{{"0.5"}, {""}});
}

TEST_CASE("a coarser precision widens the tolerances, fp32 keeps the file's own") {
  const auto tolerances = [](GoldenRows golden, const std::string& precision) {
    golden = held_to(std::move(golden), precision);
    return std::pair(golden.absolute_tolerance, golden.relative_tolerance);
  };
  CHECK(tolerances(golden_rows(), "fp32") == std::pair(1e-5, 1e-4));
  CHECK(tolerances(golden_rows(), "tf32") == std::pair(1e-2, 1e-2));
  CHECK(tolerances(golden_rows(), "bf16") == std::pair(5e-2, 5e-2));
  GoldenRows wide = golden_rows();
  wide.absolute_tolerance = 0.5;
  CHECK(tolerances(wide, "tf32") == std::pair(0.5, 1e-2));
}

TEST_CASE("golden rows hold where the net answers the same, and nowhere else") {
  GoldenRows golden = golden_rows();
  const Predictor predictor = predictor_of(regression_spec());
  golden.answers = answer_golden(predictor, golden);
  REQUIRE(golden.answers.size() == 2);
  CHECK(golden.answers[0] == 0.5F);
  CHECK(check_golden(predictor, golden).holds);
  CHECK_NOTHROW(require_golden(check_golden(predictor, golden), predictor, "m.mlrun"));

  const Predictor other = predictor_of(regression_spec(), 0.25F);
  CHECK_FALSE(check_golden(other, golden).holds);
  CHECK_THROWS_WITH(require_golden(check_golden(other, golden), other, "m.mlrun"),
                    Catch::StartsWith("m.mlrun: golden rows differ on first input on cpu: largest "
                                      "difference 0.25 in row "));
}
