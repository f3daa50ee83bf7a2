#include "features/target.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "features/tables.h"

using namespace mlrun;
using Catch::Matchers::Message;

TEST_CASE("the target transform by hand") {
  const Table table = TableOf().numeric("y", {2, 4, 4, 4, 5, 5, 7, 9}, Role::kTarget).take();
  const TargetTransform fitted = TargetTransform::fit(table, true);
  CHECK(fitted.mean == 5);
  CHECK(fitted.deviation == 2);
  const TargetTransform none = TargetTransform::fit(table, false);
  CHECK(none.mean == 0);
  CHECK(none.deviation == 1);
}

TEST_CASE("row weights count in the target transform") {
  const Table table = TableOf()
                          .numeric("w", {3, 1, 0}, Role::kWeight)
                          .numeric("y", {1, 5, 1000}, Role::kTarget)
                          .take();
  const TargetTransform fitted = TargetTransform::fit(table, true);
  CHECK(fitted.mean == 2);
  CHECK(fitted.deviation == Approx(std::sqrt((3 * 1 + 1 * 9) / 4.0)));
  CHECK(weights_of(table) == std::vector<float>{3, 1, 0});
}

TEST_CASE("a constant target has deviation 1, a classification is not scaled") {
  const Table constant = TableOf().numeric("y", {3, 3}, Role::kTarget).take();
  CHECK(TargetTransform::fit(constant, true).mean == 3);
  CHECK(TargetTransform::fit(constant, true).deviation == 1);
  const Table classes =
      TableOf()
          .codes("y", {"no", "yes"}, {1, 0}, ColumnType::kCategorical, Role::kTarget)
          .classes({"no", "yes"})
          .take();
  CHECK(TargetTransform::fit(classes, true).mean == 0);
  CHECK(TargetTransform::fit(classes, true).deviation == 1);
  CHECK(targets_of(classes) == std::vector<float>{1, 0});
  CHECK(weights_of(classes).empty());
}

TEST_CASE("the target transform survives JSON bit for bit") {
  const TargetTransform transform{0.1, 1e-17};
  const TargetTransform read = TargetTransform::from_json(Json::parse(transform.to_json().dump()));
  CHECK(read.mean == transform.mean);
  CHECK(read.deviation == transform.deviation);
}

TEST_CASE("a target transform that makes no sense is refused") {
  CHECK_THROWS_MATCHES(TargetTransform::from_json({{"mean", 1.0}}), Error,
                       Message("features.target: key \"deviation\" is missing"));
  CHECK_THROWS_MATCHES(TargetTransform::from_json({{"mean", 1.0}, {"deviation", 0.0}}), Error,
                       Message("features.target: key \"deviation\": expected a number above 0"));
  const double inf = std::numeric_limits<double>::infinity();
  CHECK_THROWS_MATCHES(TargetTransform::from_json({{"mean", inf}, {"deviation", 1.0}}), Error,
                       Message("features.target: key \"mean\": expected a finite number"));
}

TEST_CASE("targets that are not there are refused") {
  CHECK_THROWS_MATCHES(targets_of(TableOf().numeric("a", {1}).take()), Error,
                       Message("the table has no target column"));
  Table absent = TableOf().numeric("a", {1}).numeric("y", {1}, Role::kTarget).take();
  absent.columns[1].numbers.clear();
  CHECK_THROWS_MATCHES(targets_of(absent), Error, Message("column \"y\": expected 1 cells, got 0"));
  const Table unseen =
      TableOf()
          .codes("y", {"no", "yes"}, {1, kUnseenCode}, ColumnType::kCategorical, Role::kTarget)
          .classes({"no", "yes"})
          .take();
  CHECK_THROWS_MATCHES(targets_of(unseen), Error,
                       Message("target \"y\": row 1 holds none of the classes: no, yes"));
  const Table weightless =
      TableOf().numeric("w", {0, 0}, Role::kWeight).numeric("y", {1, 5}, Role::kTarget).take();
  CHECK_THROWS_MATCHES(TargetTransform::fit(weightless, true), Error,
                       Message("training data: expected weights with a sum above 0"));
}
