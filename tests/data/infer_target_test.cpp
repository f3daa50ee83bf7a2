#include "data/fixtures.h"
#include "data/infer.h"

using namespace mlrun;
using namespace mlrun::test;
using Texts = std::vector<std::string>;

namespace {

InferOptions with_target(const std::string& target, const std::string& task = "auto") {
  InferOptions options;
  options.target = target;
  options.task = task;
  return options;
}

}  // namespace

TEST_CASE("the target's values decide the task", "[data]") {
  const Inference text = infer_text("x,y\n1,b\n2,a\n3,\n4,a\n", with_target("y"));
  CHECK(text.spec.task == Task::kBinary);
  CHECK(text.spec.classes == Texts{"a", "b"});
  CHECK(text.spec.columns[1].levels == Texts{"a", "b"});
  CHECK(text.spec.columns[1].had_missing);
  CHECK(text.remarks ==
        Texts{"target \"y\": classification into 2 classes, by its values; --task decides "
              "otherwise"});
  CHECK(infer_text("x,y\n1,0.5\n2,1\n", with_target("y")).spec.task == Task::kRegression);
  CHECK(infer_text("x,y\n1,True\n2,False\n", with_target("y")).spec.classes ==
        Texts{"False", "True"});
}

TEST_CASE("integers with few levels are classes by value", "[data]") {
  const std::string text =
      column_text("y,x", 61, [](int row) { return std::to_string(row % 3 + 9) + ",1"; });
  const Inference inference = infer_text(text, with_target("y"));
  CHECK(inference.spec.task == Task::kMulticlass);
  CHECK(inference.spec.classes == Texts{"9", "10", "11"});
  CHECK(infer_text(text, with_target("y", "regression")).spec.task == Task::kRegression);
}

TEST_CASE("a target that differs in every row stays the target where that is meant", "[data]") {
  const std::string text = column_text("y", 30, [](int row) { return "t" + std::to_string(row); });
  CHECK_THROWS_WITH(
      infer_text(text, with_target("y")),
      Catch::StartsWith("target \"y\": its text differs in every row, first \"t0\" ("));
  const Inference inference = infer_text(text, with_target("y", "classification"));
  CHECK(inference.spec.target() == 0U);
  CHECK(inference.spec.classes.size() == 30);
}

TEST_CASE("binary and multiclass ask for classification", "[data]") {
  for (const char* task : {"classification", "binary", "multiclass"}) {
    const Inference inference = infer_text("y\n1\n2\n", with_target("y", task));
    CHECK(inference.spec.task == Task::kBinary);
    CHECK(inference.spec.classes == Texts{"1", "2"});
    CHECK(inference.remarks.empty());
  }
}

TEST_CASE("without a target there is no task to choose", "[data]") {
  const Inference inference = infer_text("x,y\n1,b\n2,a\n");
  CHECK_FALSE(inference.spec.target());
  CHECK(inference.spec.task == Task::kRegression);
  CHECK(inference.remarks.empty());
}

TEST_CASE("what is inferred passes as a spec of its own", "[data]") {
  const std::string text =
      "id,n,b,d,c,w,y,empty\n1,1.5,yes,2026-01-31,red,1,a,\n2,,no,,blue,2,b,\n3,2,no,2026-02-01,,3,"
      "c,"
      "\n";
  InferOptions options = with_target("y");
  options.weight = "w";
  options.ids = {"id"};
  const DataSpec spec = infer_text(text, options).spec;
  const Json json = to_json(spec);
  CHECK(to_json(spec_from_json(json, "spec", ErrorKind::kModel)) == json);
  CHECK(to_json(spec_from_json(to_json(infer_text(text).spec), "spec", ErrorKind::kModel)) ==
        to_json(infer_text(text).spec));
}

TEST_CASE("names that are not there are told, with the nearest", "[data]") {
  const std::string text = "price,area\n1,2\n";
  CHECK(infer_error(text, with_target("pryce")) ==
        "usage: --target: the data has no column \"pryce\"; did you mean \"price\"?");
  CHECK(infer_error(text, with_target("zzzzzz")) ==
        "usage: --target: the data has no column \"zzzzzz\"");
  InferOptions options;
  options.weight = "Area";
  CHECK(infer_error(text, options) ==
        "usage: --weight: the data has no column \"Area\"; did you mean \"area\"?");
  options = {};
  options.ids = {"price", "arae"};
  CHECK(infer_error(text, options) ==
        "usage: --id: the data has no column \"arae\"; did you mean \"area\"?");
  options = {};
  options.ignore = {"q"};
  CHECK(infer_error(text, options) == "usage: --ignore: the data has no column \"q\"");
}

TEST_CASE("a column has one role", "[data]") {
  InferOptions options = with_target("y");
  options.weight = "y";
  CHECK(infer_error("x,y\n1,2\n", options) ==
        "usage: --weight: column \"y\" has the role target already");
  options = with_target("y");
  options.ids = {"x"};
  options.ignore = {"x"};
  CHECK(infer_error("x,y\n1,2\n", options) ==
        "usage: --ignore: column \"x\" has the role id already");
  options.ignore = {};
  options.ids = {"x", "x"};
  CHECK(infer_error("x,y\n1,0.5\n", options) == "no error");
}

TEST_CASE("an unknown task is told, with the nearest", "[data]") {
  CHECK(infer_error("y\n1\n", with_target("y", "regresion")) ==
        "usage: --task: expected one of auto, regression, classification, binary, multiclass, got "
        "\"regresion\"; did you mean \"regression\"?");
}

TEST_CASE("a table without rows teaches nothing", "[data]") {
  CHECK(infer_error("a,b\n") == "data: the data has a header but no rows");
  CHECK(infer_error("a,b\n\n\n") == "data: the data has a header but no rows");
}

TEST_CASE("a target without any value is refused", "[data]") {
  CHECK(infer_error("x,y\n1,\n2,NA\n", with_target("y")) ==
        "data: target \"y\": every cell of it is missing");
}
