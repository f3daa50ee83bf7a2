// What the builder refuses though it could be typed: --unseen error, --strict, targets and weights.
#include "data/fixtures.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("unseen categories can be refused", "[data]") {
  BuildOptions options;
  options.refuse_unseen = true;
  const DataSpec spec = one_column(ColumnType::kCategorical, {"a", "b"});
  CHECK(cell_error(spec, "x\na\nz\n", options) ==
        "data: t.csv:3: column \"x\": unseen category \"z\" (--unseen error)");
  CHECK(cell_error(spec, "x,o\na,1\n,1\n", options) == "no error");
  CHECK(cell_error(one_column(ColumnType::kBoolean, {"no", "yes"}), "x\nmaybe\n", options) ==
        "data: t.csv:2: column \"x\": unseen category \"maybe\" (--unseen error)");
}

TEST_CASE("strict refuses a missing cell where training had none", "[data]") {
  BuildOptions options;
  options.strict = true;
  const DataSpec spec = every_type();
  CHECK(cell_error(spec, "n,b,t,c\n1,no,1970-01-01,\n", options, NeedTarget::kNo) == "no error");
  CHECK(cell_error(spec, "n,b,t,c\n?,no,1970-01-01,red\n", options, NeedTarget::kNo) ==
        "data: t.csv:2: column \"n\": a missing cell, where the training rows had none (--strict)");
  CHECK(cell_error(spec, "n,b,t,c\n?,no,1970-01-01,red\n", {}, NeedTarget::kNo) == "no error");
}

TEST_CASE("target and weight must have a value", "[data]") {
  const auto told = [](const std::string& w, const std::string& y) {
    return cell_error(every_type(), "n,b,t,c,w,y\n1,no,1970-01-01,red," + w + "," + y + "\n");
  };
  CHECK(told("1", "win") == "no error");
  CHECK(told("1", "") == "data: t.csv:2: column \"y\": the target is missing");
  CHECK(told("NA", "win") ==
        "data: t.csv:2: column \"w\": the weight is missing: \"NA\" stands for no value "
        "(data.missing)");
  CHECK(told("-1", "win") ==
        "data: t.csv:2: column \"w\": expected a weight of at least 0, got \"-1\"");
  CHECK(told("inf", "win") ==
        "data: t.csv:2: column \"w\": expected a finite number (float32), got \"inf\"");
  CHECK(told("1", "draw") ==
        "data: t.csv:2: column \"y\": expected one of the classes (lose, win), got \"draw\"");
}

TEST_CASE("many classes are told in part, and safe to print", "[data]") {
  DataSpec spec;
  spec.task = Task::kMulticlass;
  spec.classes = {"a", "b\n", "\"c\"", "d", "e", "f", "g", "h", "i", "j", "k"};
  spec.columns = {{"y", ColumnType::kCategorical, Role::kTarget, spec.classes, false}};
  CHECK(cell_error(spec, "y\nz\n") == R"(data: t.csv:2: column "y": expected one of the classes )"
                                      R"((a, b\n, \"c\", d, e, f, g, h, i, j, ...), got "z")");
}
