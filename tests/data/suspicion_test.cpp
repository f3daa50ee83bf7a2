#include "data/suspicion.h"

#include <functional>

#include "data/fixtures.h"

using namespace mlrun;
using namespace mlrun::test;
using Texts = std::vector<std::string>;
using Cell = std::function<std::string(int row)>;

namespace {

// "column: kind" of all that is suspected of a feature "x" and a target "y" of so many rows.
Texts suspected(int rows, const Cell& x, const Cell& y, const std::string& header = "x,y",
                bool keep_rows = true) {
  std::string text = header + "\n";
  for (int row = 0; row < rows; ++row) text += x(row) + "," + y(row) + "\n";
  InferOptions options;
  options.target = header.substr(header.find(',') + 1);
  options.keep_rows = keep_rows;
  Texts kinds;
  for (const Suspicion& one : suspicions(infer_text(text, options))) {
    kinds.push_back(one.column + ": " + one.kind);
    CHECK_FALSE(one.why.empty());
  }
  return kinds;
}

std::string classes(int row) { return row % 3 == 0 ? "a" : "b"; }
std::string numbers(int row) { return std::to_string(row * 37 % 101) + ".5"; }
std::string odd(int row) { return std::to_string(row * 53 % 17) + ".25"; }

}  // namespace

TEST_CASE("a column like others is not suspected", "[data]") {
  CHECK(suspected(60, odd, classes).empty());
  CHECK(suspected(60, odd, numbers).empty());
  CHECK(suspected(
            60, [](int row) { return row % 7 < 3 ? "p" : "q"; }, classes)
            .empty());
}

TEST_CASE("a column of one value is constant, missing cells aside", "[data]") {
  CHECK(suspected(
            30, [](int) { return "7"; }, classes) == Texts{"x: constant"});
  CHECK(suspected(
            30, [](int row) { return row % 2 == 0 ? "7" : "7.0"; }, classes) ==
        Texts{"x: constant"});
  CHECK(suspected(
            30, [](int row) { return row % 2 == 0 ? "red" : ""; }, classes) ==
        Texts{"x: constant"});
}

TEST_CASE("a column that is missing in more than 95 of 100 rows is", "[data]") {
  const auto missing_but = [](int there) {
    return suspected(
        100, [=](int row) { return row < there ? odd(row) : ""; }, classes);
  };
  CHECK(missing_but(5).empty());
  CHECK(missing_but(4) == Texts{"x: mostly-missing"});
}

TEST_CASE("whole numbers that differ in every row may name the rows", "[data]") {
  const auto number = [](int row) { return std::to_string(row * 7919 % 1009); };
  CHECK(suspected(50, number, classes) == Texts{"x: unique"});
  // Few rows do not tell, fractions are measured, and without the rows nobody knows.
  CHECK(suspected(20, number, classes).empty());
  CHECK(suspected(
            50, [&](int row) { return number(row) + ".5"; }, classes)
            .empty());
  CHECK(suspected(
            50, [&](int row) { return number(row % 49); }, classes)
            .empty());
  CHECK(suspected(50, number, classes, "x,y", false).empty());
}

TEST_CASE("a name that holds the target's is suspected, in any case", "[data]") {
  CHECK(suspected(30, odd, classes, "Price_old,price") == Texts{"Price_old: target-name"});
  CHECK(suspected(30, odd, classes, "yards,y").empty());
}

TEST_CASE("a feature that tells the class of every row is a copy of the target", "[data]") {
  const auto code = [](int row) { return classes(row) == "a" ? "1" : "0"; };
  CHECK(suspected(60, code, classes) == Texts{"x: target-copy"});
  CHECK(suspected(
            60, [](int row) { return classes(row) + "!"; }, classes) == Texts{"x: target-copy"});
  // Numbers of one class all below those of the other.
  const auto apart = [](int row) {
    return (classes(row) == "a" ? "1" : "5") + std::to_string(10 + row * 53 % 17) + ".25";
  };
  CHECK(suspected(60, apart, classes) == Texts{"x: target-copy"});
  // One row that is otherwise is enough.
  CHECK(suspected(
            60, [](int row) { return row == 7 ? "a!" : classes(row) + "!"; }, classes)
            .empty());
}

TEST_CASE("a feature that follows the target in a line is a copy of it", "[data]") {
  const auto line = [](int row) { return std::to_string(1000 - 2 * (row * 37 % 101)) + ".125"; };
  CHECK(suspected(60, line, numbers) == Texts{"x: target-copy"});
  CHECK(suspected(
            60, [&](int row) { return row == 3 ? "0.5" : line(row); }, numbers)
            .empty());
}
