#include "predict/permutation_importance.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/error.h"
#include "core/random.h"
#include "predict/fixtures.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

// x, which the net answers with, a number and a category that it passes over.
DataSpec three_features(bool classes) {
  DataSpec spec = classes ? class_spec() : regression_spec();
  spec.columns.insert(spec.columns.begin() + 1,
                      {{"z", ColumnType::kNumeric, Role::kFeature, {}, false},
                       {"c", ColumnType::kCategorical, Role::kFeature, {"p", "q"}, false}});
  return spec;
}

struct Case {
  Table table;
  Predictor predictor;
};

Case case_of(const DataSpec& spec, const std::string& text) {
  const Table table = table_of(spec, text, NeedTarget::kYes);
  const bool classes = spec.is_classification();
  // Two dense inputs, x and z.
  return {table, {bundle_of(spec, table), std::make_unique<FirstInput>(2, classes, 0)}};
}

Case regression_case() {
  // y = 10 + 2 x: no error at all before a column is permuted.
  return case_of(three_features(false), "x,z,c,y\n0,3,p,10\n1,1,q,12\n4,2,,18\n");
}

const ColumnImportance& of(const Importances& found, const std::string& column) {
  for (const auto& each : found.columns) {
    if (each.column == column) return each;
  }
  throw std::out_of_range(column);
}

// The orders of three rows that importance of x goes through.
std::vector<std::vector<int64_t>> orders_of_x(uint64_t seed, int64_t repeats) {
  std::vector<std::vector<int64_t>> orders;
  for (int64_t i = 0; i < repeats; ++i) {
    orders.push_back(Random(seed, "importance of x, repeat " + std::to_string(i)).permutation(3));
  }
  return orders;
}

}  // namespace

TEST_CASE("importance is the loss in score, worked out by hand") {
  const Case here = regression_case();
  const Importances found =
      permutation_importance(here.predictor, here.table, {.metric = "rmse", .repeats = 7});
  CHECK(found.metric == "rmse");
  CHECK(found.baseline == 0);
  REQUIRE(found.columns.size() == 3);
  CHECK(found.columns[0].column == "x");
  double sum = 0, squares = 0;
  for (const auto& order : orders_of_x(0, 7)) {
    const double x[] = {0, 1, 4};
    double errors = 0;
    for (size_t row = 0; row < 3; ++row) {
      const double error = 2 * (x[order[row]] - x[row]);
      errors += error * error / 3;
    }
    sum += std::sqrt(errors);
    squares += errors;
  }
  CHECK(sum > 0);
  CHECK(found.columns[0].mean == Approx(sum / 7));
  CHECK(found.columns[0].deviation == Approx(std::sqrt(squares / 7 - sum / 7 * sum / 7)));
  for (const auto* name : {"z", "c"}) {
    CHECK(of(found, name).mean == 0);
    CHECK(of(found, name).deviation == 0);
  }
}

TEST_CASE("what wants to be large loses when it falls") {
  const Case here =
      case_of(three_features(true), "x,z,c,y\n0.1,1,p,no\n0.2,2,p,no\n0.8,3,q,yes\n0.9,4,q,yes\n");
  const Importances found =
      permutation_importance(here.predictor, here.table, {.metric = "auc", .repeats = 20});
  CHECK(found.baseline == 1);
  CHECK(of(found, "x").mean > 0.2);
  CHECK(of(found, "x").mean < 1);
  CHECK(of(found, "z").mean == 0);
}

TEST_CASE("a column that misleads has an importance below 0") {
  const Case here = case_of(three_features(false), "x,z,c,y\n0,3,p,18\n1,1,q,12\n4,2,p,10\n");
  const Importances found =
      permutation_importance(here.predictor, here.table, {.metric = "rmse", .repeats = 30});
  CHECK(found.baseline == Approx(std::sqrt(128.0 / 3)));
  CHECK(of(found, "x").mean < 0);
  CHECK(found.columns.back().column == "x");
}

TEST_CASE("importances depend on the seed and not on threads") {
  const Case here = regression_case();
  const auto with = [&](uint64_t seed, int threads) {
    int64_t last = 0;
    ImportanceOptions options{.metric = "rmse", .repeats = 6, .seed = seed, .threads = threads};
    options.progress = [&](int64_t done) { CHECK(done == ++last); };
    const auto found = permutation_importance(here.predictor, here.table, options);
    CHECK(last == 18);
    return std::pair(of(found, "x").mean, of(found, "x").deviation);
  };
  CHECK(with(3, 1) == with(3, 4));
  CHECK(with(3, 1) != with(4, 1));
}

TEST_CASE("importance by a metric that the rows do not define is refused") {
  const Case here = case_of(three_features(true), "x,z,c,y\n0.1,1,p,no\n0.2,2,p,no\n");
  CHECK_THROWS_WITH(permutation_importance(here.predictor, here.table, {.metric = "auc"}),
                    "importance: auc is not defined on these rows");
}

TEST_CASE("weights count in importances") {
  DataSpec spec = three_features(false);
  spec.columns.push_back({"w", ColumnType::kNumeric, Role::kWeight, {}, false});
  // The one row of weight is right in any order but that which moves another x to it.
  const Case here = case_of(spec, "x,z,c,y,w\n0,3,p,10,1\n1,1,q,12,0\n4,2,p,18,0\n");
  const Importances found =
      permutation_importance(here.predictor, here.table, {.metric = "mae", .repeats = 5});
  double sum = 0;
  const double x[] = {0, 1, 4};
  for (const auto& order : orders_of_x(0, 5)) sum += 2 * x[order[0]];
  CHECK(of(found, "x").mean == Approx(sum / 5));
}
