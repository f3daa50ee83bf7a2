#include "data/suspicion.h"

#include "data/fixtures.h"

using namespace mlrun;
using namespace mlrun::test;
using Texts = std::vector<std::string>;

namespace {

// "x: constant" for each suspicion of a table with the target "price", if it has one.
Texts found(const std::string& text, bool keep = true, const std::string& task = "auto") {
  InferOptions options;
  if (text.substr(0, text.find('\n')).ends_with("price")) options.target = "price";
  options.keep_rows = keep;
  options.task = task;
  Texts kinds;
  for (const auto& suspicion : suspicions(infer_text(text, options))) {
    kinds.push_back(suspicion.column + ": " + suspicion.kind);
    CHECK_FALSE(suspicion.why.empty());
  }
  return kinds;
}

// A number without a pattern.
std::string noise(int row) { return std::to_string((row * row * 7919 + 13) % 1009) + ".5"; }

template <class Cell>
std::string rows_of(const std::string& header, Cell cell, int rows = 50) {
  return column_text(header, rows, cell);
}

}  // namespace

TEST_CASE("columns without a pattern are not suspected", "[data]") {
  CHECK(found(rows_of("x,price", [](int row) {
          return std::to_string(row % 5) + "," + noise(row);
        })).empty());
}

TEST_CASE("one value in every row teaches nothing", "[data]") {
  CHECK(found(rows_of("x,price", [](int row) { return "7," + noise(row); })) ==
        Texts{"x: constant"});
  CHECK(found(rows_of("x,price", [](int row) { return "red," + noise(row); }), false) ==
        Texts{"x: constant"});
  // Written in two ways, it is one number still.
  CHECK(found(rows_of("x,price", [](int row) {
          return (row % 2 == 0 ? "7," : "7.0,") + noise(row);
        })) == Texts{"x: constant"});
}

TEST_CASE("a column that is there in few rows is told", "[data]") {
  const auto there = [](int count) {
    return found(rows_of(
        "x,price",
        [count](int row) { return (row < count ? std::to_string(row) : "") + "," + noise(row); },
        100));
  };
  CHECK(there(5).empty());
  CHECK(there(4) == Texts{"x: mostly-missing"});
}

TEST_CASE("a name that holds that of the target is told", "[data]") {
  CHECK(found(rows_of("Old_Price,price", [](int row) {
          return std::to_string(row % 5) + "," + noise(row);
        })) == Texts{"Old_Price: target-name"});
}

TEST_CASE("whole numbers that differ in every row may name rows", "[data]") {
  const auto text = rows_of("x,z,price", [](int row) {
    return std::to_string(1000 - row * 3 % 1000) + "," + std::to_string(row) + ".5," + noise(row);
  });
  CHECK(found(text) == Texts{"x: unique"});
  // Only rows can show it.
  CHECK(found(text, false).empty());
  CHECK(found(rows_of(
                  "x,price", [](int row) { return std::to_string(row) + "," + noise(row); }, 20))
            .empty());
}

TEST_CASE("a copy of the target is told", "[data]") {
  CHECK(found(rows_of("x,price",
                      [](int row) {
                        return std::to_string(row % 23 * 2 + 1) + "," + std::to_string(row % 23) +
                               ".0";
                      }),
              true, "regression") == Texts{"x: target-copy"});
  const auto classes = [](const char* a, const char* b) {
    return found(rows_of("x,price", [=](int row) {
      return std::string(row % 2 == 0 ? a : b) + "," + (row % 2 == 0 ? "low" : "high");
    }));
  };
  CHECK(classes("red", "blue") == Texts{"x: target-copy"});
  CHECK(classes("1.5", "2.5") == Texts{"x: target-copy"});
}
