#include "data/task_choice.h"

#include <catch2/catch.hpp>

#include "core/fixtures.h"

using namespace mlrun;
using mlrun::test::error_of;
using Texts = std::vector<std::string>;

namespace {

// `rows` cells that go through `values` again and again.
ColumnSurvey survey(const Texts& values, size_t rows) {
  ColumnSurvey seen;
  for (size_t row = 0; row < rows; ++row) seen.add(values[row % values.size()], "t.csv", row + 2);
  return seen;
}

Texts numbers(int count) {
  Texts values;
  for (int i = 0; i < count; ++i) values.push_back(std::to_string(i + 1));
  return values;
}

struct Choice {
  DataSpec spec;
  Texts remarks;
  const ColumnSpec& target() const { return spec.columns[1]; }
};

Choice choose(const ColumnSurvey& seen, ColumnType type, const TaskWish& wish = {},
              const Texts& levels = {}) {
  Choice choice;
  choice.spec.columns = {{"x", ColumnType::kNumeric, Role::kFeature, {}, false},
                         {"y", type, Role::kTarget, levels, false}};
  choose_task(choice.spec, seen, wish, choice.remarks);
  return choice;
}

}  // namespace

TEST_CASE("numbers with a fraction are regression", "[data]") {
  const Choice choice = choose(survey({"1.5", "2"}, 1000), ColumnType::kNumeric);
  CHECK(choice.spec.task == Task::kRegression);
  CHECK(choice.spec.classes.empty());
  CHECK(choice.target().type == ColumnType::kNumeric);
  CHECK(choice.remarks ==
        Texts{"target \"y\": regression, by its values; --task decides otherwise"});
}

TEST_CASE("integers are classes when they are at most 20 and under 5 % of the rows", "[data]") {
  const auto task = [](int levels, size_t rows) {
    return choose(survey(numbers(levels), rows), ColumnType::kNumeric).spec.task;
  };
  CHECK(task(20, 401) == Task::kMulticlass);
  CHECK(task(20, 400) == Task::kRegression);
  CHECK(task(21, 10'000) == Task::kRegression);
  CHECK(task(3, 61) == Task::kMulticlass);
  CHECK(task(3, 60) == Task::kRegression);
  CHECK(task(2, 41) == Task::kBinary);
  CHECK(task(2, 40) == Task::kRegression);
}

TEST_CASE("two spellings of one integer are one level", "[data]") {
  const Choice choice = choose(survey({"1", "1.0", "2", "3"}, 61), ColumnType::kNumeric);
  CHECK(choice.spec.classes == Texts{"1", "2", "3"});
}

TEST_CASE("classes that are numbers go by value, others by byte", "[data]") {
  const Choice choice = choose(survey({"10", "9", "-1"}, 100), ColumnType::kNumeric);
  CHECK(choice.spec.task == Task::kMulticlass);
  CHECK(choice.spec.classes == Texts{"-1", "9", "10"});
  CHECK(choice.target().levels == choice.spec.classes);
  CHECK(choice.target().type == ColumnType::kCategorical);
  CHECK(choice.remarks ==
        Texts{"target \"y\": classification into 3 classes, by its values; --task decides "
              "otherwise"});
  CHECK(choose(survey({"b", "a", "B", "10", "9"}, 5), ColumnType::kCategorical).spec.classes ==
        Texts{"10", "9", "B", "a", "b"});
}

TEST_CASE("text is classes, however few the rows", "[data]") {
  const Choice choice = choose(survey({"b", "a"}, 2), ColumnType::kCategorical);
  CHECK(choice.spec.task == Task::kBinary);
  CHECK(choice.spec.classes == Texts{"a", "b"});
}

TEST_CASE("booleans are classes in the order no, yes, and stay boolean", "[data]") {
  const Choice choice =
      choose(survey({"yes", "NO"}, 10), ColumnType::kBoolean, {"auto"}, {"NO", "yes"});
  CHECK(choice.spec.task == Task::kBinary);
  CHECK(choice.spec.classes == Texts{"NO", "yes"});
  CHECK(choice.target().type == ColumnType::kBoolean);
  CHECK(choose(survey({"1", "0"}, 2), ColumnType::kBoolean, {"auto"}, {"0", "1"}).spec.task ==
        Task::kBinary);
}

TEST_CASE("a task that is asked for is taken without a remark", "[data]") {
  const Choice classes =
      choose(survey({"2.5", "1", "3"}, 3), ColumnType::kNumeric, {"classification"});
  CHECK(classes.spec.task == Task::kMulticlass);
  CHECK(classes.spec.classes == Texts{"1", "2.5", "3"});
  CHECK(classes.remarks.empty());
  const Choice numeric = choose(survey({"1", "2"}, 1000), ColumnType::kNumeric, {"regression"});
  CHECK(numeric.spec.task == Task::kRegression);
  CHECK(numeric.remarks.empty());
  const Choice bits =
      choose(survey({"0", "1"}, 10), ColumnType::kBoolean, {"regression"}, {"0", "1"});
  CHECK(bits.spec.task == Task::kRegression);
  CHECK(bits.target().type == ColumnType::kNumeric);
  CHECK(bits.target().levels.empty());
}

TEST_CASE("dates are classes only when asked for", "[data]") {
  const ColumnSurvey dates = survey({"2026-01-01", "2026-01-02"}, 100);
  CHECK(choose(dates, ColumnType::kDatetime, {"classification"}).spec.classes ==
        Texts{"2026-01-01", "2026-01-02"});
  CHECK(error_of([&] { choose(dates, ColumnType::kDatetime); }) ==
        "data: t.csv:2: target \"y\": regression needs numbers, got \"2026-01-01\"; --task "
        "classification "
        "takes text");
}

TEST_CASE("where bad rows are passed, text among numbers is one, whatever the task", "[data]") {
  Texts values = numbers(50);
  values.push_back("zzz");
  const ColumnSurvey seen = survey(values, 102);
  const auto chosen = [&](const std::string& task) {
    return choose(seen, ColumnType::kCategorical, {task, true});
  };
  CHECK(chosen("auto").spec.task == Task::kRegression);
  CHECK(chosen("regression").target().type == ColumnType::kNumeric);
  CHECK(chosen("classification").spec.classes.size() == 51);
  CHECK(error_of([&] { choose(seen, ColumnType::kCategorical); }) ==
        "data: t.csv:52: target \"y\": expected a number, as in 100 other cells, got \"zzz\"; "
        "--task classification takes them all as classes");
  CHECK(error_of([&] { choose(seen, ColumnType::kCategorical, {"regression"}); }) ==
        "data: t.csv:52: target \"y\": regression needs numbers, got \"zzz\"; --task "
        "classification takes text");
}

TEST_CASE("where bad rows are passed, text among classes that are numbers is one", "[data]") {
  ColumnSurvey seen = survey({"10", "9"}, 100);
  seen.add("x", "t.csv", 102);
  const Choice choice = choose(seen, ColumnType::kCategorical, {"auto", true});
  CHECK(choice.spec.classes == Texts{"9", "10"});
  CHECK(choice.spec.task == Task::kBinary);
  // Half of it text is no typing error.
  CHECK(choose(survey({"a", "1"}, 100), ColumnType::kCategorical, {"auto", true}).spec.classes ==
        Texts{"1", "a"});
}

TEST_CASE("values that do not suit the task are refused", "[data]") {
  CHECK(error_of([] {
          choose(survey({"a", "b"}, 9), ColumnType::kCategorical, {"regression"});
        }) ==
        "data: t.csv:2: target \"y\": regression needs numbers, got \"a\"; --task classification "
        "takes text");
  CHECK(error_of([] { choose(survey({"a"}, 9), ColumnType::kCategorical); }) ==
        "data: target \"y\" holds one class only: \"a\"");
  CHECK(error_of([] { choose(survey({"1"}, 9), ColumnType::kNumeric, {"classification"}); }) ==
        "data: target \"y\" holds one class only: \"1\"");
  CHECK(error_of([] { choose(survey({"inf"}, 9), ColumnType::kNumeric, {"classification"}); }) ==
        "data: target \"y\" holds no finite number");
  ColumnSurvey missing;
  missing.add_missing();
  for (const char* task : {"auto", "regression", "classification"}) {
    CHECK(error_of([&] { choose(missing, ColumnType::kNumeric, {task}); }) ==
          "data: target \"y\": every cell of it is missing");
  }
}

TEST_CASE("too many values are no classes", "[data]") {
  ColumnSurvey seen(10, 10);
  for (int i = 0; i < 11; ++i) seen.add("t" + std::to_string(i), "t.csv", 2);
  CHECK(error_of([&] { choose(seen, ColumnType::kCategorical); }) ==
        "data: target \"y\" has more than 1,000,000 different values: no classes");
  ColumnSurvey integers(10, 10);
  for (int i = 0; i < 11; ++i) integers.add(std::to_string(i), "t.csv", 2);
  CHECK(choose(integers, ColumnType::kNumeric).spec.task == Task::kRegression);
}
