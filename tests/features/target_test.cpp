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
  const TargetTransform fitted = TargetTransform::fit(table, {});
  CHECK(fitted.mean == 5);
  CHECK(fitted.deviation == 2);
  const TargetTransform none = TargetTransform::fit(table, {.scale = "none"});
  CHECK(none.mean == 0);
  CHECK(none.deviation == 1);
}

TEST_CASE("row weights count in the target transform") {
  const Table table = TableOf()
                          .numeric("w", {3, 1, 0}, Role::kWeight)
                          .numeric("y", {1, 5, 1000}, Role::kTarget)
                          .take();
  const TargetTransform fitted = TargetTransform::fit(table, {});
  CHECK(fitted.mean == 2);
  CHECK(fitted.deviation == Approx(std::sqrt((3 * 1 + 1 * 9) / 4.0)));
  CHECK(weights_of(table) == std::vector<float>{3, 1, 0});
}

TEST_CASE("a constant target has deviation 1, a classification is not scaled") {
  const Table constant = TableOf().numeric("y", {3, 3}, Role::kTarget).take();
  CHECK(TargetTransform::fit(constant, {}).mean == 3);
  CHECK(TargetTransform::fit(constant, {}).deviation == 1);
  const Table classes =
      TableOf()
          .codes("y", {"no", "yes"}, {1, 0}, ColumnType::kCategorical, Role::kTarget)
          .classes({"no", "yes"})
          .take();
  CHECK(TargetTransform::fit(classes, {}).mean == 0);
  CHECK(TargetTransform::fit(classes, {}).deviation == 1);
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
  CHECK_THROWS_MATCHES(TargetTransform::fit(weightless, {}), Error,
                       Message("the training rows: every weight is 0, so no row counts"));
}

TEST_CASE("log1p standardises the logarithm and comes back") {
  const auto e = static_cast<float>(std::exp(2.0) - 1);
  const Table table = TableOf().numeric("y", {0, e, 0, e}, Role::kTarget).take();
  const TargetTransform fitted = TargetTransform::fit(table, {.scale = "log1p"});
  CHECK(fitted.mean == Approx(1));
  CHECK(fitted.deviation == Approx(1));
  CHECK(fitted.to_net(0) == Approx(-1));
  CHECK(fitted.to_net(e) == Approx(1));
  CHECK(fitted.to_user(-1) == Approx(0).margin(1e-6));
  CHECK(fitted.to_user(1) == Approx(e));
  const TargetTransform read = TargetTransform::from_json(fitted.to_json());
  CHECK(read.to_json() == fitted.to_json());
  CHECK(read.to_user(1) == fitted.to_user(1));
}

TEST_CASE("log1p refuses what has no logarithm, naming it") {
  const Table table = TableOf().numeric("y", {3, -0.5, -1.25}, Role::kTarget).take();
  CHECK_THROWS_MATCHES(
      TargetTransform::fit(table, {.scale = "log1p"}), Error,
      Message("target \"y\": features.target log1p: expected values above -1, got -1.25"));
  const Table edge = TableOf().numeric("y", {3, -1}, Role::kTarget).take();
  CHECK_THROWS_AS(TargetTransform::fit(edge, {.scale = "log1p"}), Error);
}

TEST_CASE("answers are clamped to the range of the targets that have a weight") {
  const Table table = TableOf()
                          .numeric("w", {1, 1, 0}, Role::kWeight)
                          .numeric("y", {2, 6, 1000}, Role::kTarget)
                          .take();
  for (const char* scale : {"standard", "log1p", "none"}) {
    const TargetTransform fitted = TargetTransform::fit(table, {.scale = scale, .clamp = true});
    const TargetTransform read = TargetTransform::from_json(fitted.to_json());
    for (const TargetTransform& transform : {fitted, read}) {
      CHECK(transform.to_user(100) == 6);
      CHECK(transform.to_user(-100) == 2);
      CHECK(transform.to_user(transform.to_net(3)) == Approx(3));
      CHECK(std::isnan(transform.to_user(std::nanf(""))));
    }
  }
}

TEST_CASE("a rate is in multiples of the mean count, its answer a logarithm") {
  const Table table = TableOf().numeric("y", {0, 4, 8}, Role::kTarget).take();
  const TargetTransform fitted = TargetTransform::fit(table, {.rate = true});
  CHECK(fitted.to_net(8) == 2);
  CHECK(fitted.to_net(0) == 0);
  CHECK(fitted.to_user(0) == 4);
  CHECK(fitted.to_user(std::log(2.0F)) == Approx(8));
  CHECK(fitted.to_json() == Json({{"type", "log-rate"}, {"unit", 4.0}}));
  CHECK(TargetTransform::from_json(fitted.to_json()).to_user(0) == 4);
  const TargetTransform plain = TargetTransform::fit(table, {.scale = "none", .rate = true});
  CHECK(plain.to_net(8) == 8);
  CHECK(plain.to_user(0) == 1);
  const Table none = TableOf().numeric("y", {0, 0}, Role::kTarget).take();
  CHECK(TargetTransform::fit(none, {.rate = true}).to_user(0) == 1);
  const Table negative = TableOf().numeric("y", {1, -2}, Role::kTarget).take();
  CHECK_THROWS_MATCHES(
      TargetTransform::fit(negative, {.rate = true}), Error,
      Message("target \"y\": train.loss poisson: expected values of at least 0, got -2"));
}

TEST_CASE("the JSON of a plain target is that of earlier files") {
  CHECK(TargetTransform{1, 2}.to_json() == Json({{"mean", 1.0}, {"deviation", 2.0}}));
}

TEST_CASE("target transforms of unknown types and empty ranges are refused") {
  CHECK_THROWS_MATCHES(
      TargetTransform::from_json({{"type", "log2"}, {"mean", 1.0}, {"deviation", 1.0}}), Error,
      Message("features.target: unknown type \"log2\""));
  CHECK_THROWS_MATCHES(TargetTransform::from_json({{"type", "log-rate"}, {"unit", 0.0}}), Error,
                       Message("features.target: key \"unit\": expected a number above 0"));
  CHECK_THROWS_MATCHES(
      TargetTransform::from_json({{"mean", 1.0}, {"deviation", 1.0}, {"low", 2.0}, {"high", 1.0}}),
      Error, Message("features.target: key \"low\" is above \"high\""));
}
