#include <catch2/catch.hpp>
#include <limits>

#include "core/error.h"
#include "features/pipeline_state.h"
#include "features/tables.h"

using namespace mlrun;
using Catch::Matchers::Message;
using Texts = std::vector<std::string>;

namespace {

Texts remarks_of(const Table& table, const std::string& numeric) {
  Texts remarks;
  fit_pipeline(table, {numeric, "standard"}, 1, remarks);
  return remarks;
}

}  // namespace

TEST_CASE("columns that say nothing are left out with a remark") {
  const Table table = TableOf()
                          .numeric("a", {1, 2, 3})
                          .numeric("seven", {7, 7, 7})
                          .numeric("empty", {kNoNumber, kNoNumber, kNoNumber})
                          .numeric("tiny", {0, 5e-7f, 0})
                          .codes("same", {"x", "y"}, {1, 1, 1})
                          .datetime("when", {60, 60, 60})
                          .take();
  CHECK(remarks_of(table, "quantile-normal") ==
        Texts{"column \"seven\": left out: nearly constant in the training rows (7 to 7)",
              "column \"empty\": left out: no training row has a value",
              "column \"tiny\": left out: nearly constant in the training rows (0 to 5e-07); "
              "features.numeric standard would keep it",
              "column \"same\": left out: constant in the training rows",
              "column \"when\": left out: constant in the training rows"});
  CHECK(remarks_of(table, "standard").size() == 4);
}

TEST_CASE("a constant column with missing cells keeps its indicator") {
  const Table table = TableOf().numeric("a", {7, kNoNumber, 7}).take();
  Texts remarks;
  const PipelineState state = fit_pipeline(table, {"standard", "standard"}, 1, remarks);
  CHECK(state.layout.numeric.empty());
  CHECK(state.layout.indicators == Texts{"a.missing"});
  CHECK(remarks ==
        Texts{"column \"a\": left out: nearly constant in the training rows (7 to 7); whether it "
              "is missing is kept"});
}

TEST_CASE("only features become inputs") {
  const Table table = TableOf()
                          .numeric("a", {1, 2})
                          .numeric("w", {1, 2}, Role::kWeight)
                          .numeric("i", {1, 2}, Role::kIgnore)
                          .numeric("y", {1, 2}, Role::kTarget)
                          .take();
  Texts remarks;
  CHECK(fit_pipeline(table, {}, 1, remarks).layout.numeric == Texts{"a"});
  CHECK(remarks.empty());
}

TEST_CASE("the seed decides the quantiles") {
  const Table table = TableOf().numeric("a", {1, 2, 3, 4}).take();
  Texts remarks;
  const auto quantiles = [&](uint64_t seed) {
    return fit_pipeline(table, {}, seed, remarks).transform->arrays()[0].values;
  };
  CHECK(quantiles(5) == quantiles(5));
  CHECK(quantiles(5) != quantiles(6));
}

TEST_CASE("a fit without anything to learn from is refused") {
  Texts remarks;
  const auto fit = [&](const Table& table, const FeatureOptions& options) {
    fit_pipeline(table, options, 1, remarks);
  };
  CHECK_THROWS_MATCHES(fit(TableOf().numeric("a", {}).take(), {}), Error,
                       Message("training data: expected rows, got none"));
  CHECK_THROWS_MATCHES(fit(TableOf().numeric("y", {1}, Role::kTarget).take(), {}), Error,
                       Message("training data: expected at least one feature column, got none"));
  CHECK_THROWS_MATCHES(fit(TableOf().numeric("a", {1, 1}).take(), {}), Error,
                       Message("training data: no feature column varies over the rows; the last, "
                               "column \"a\": left out: nearly constant in the training rows (1 to "
                               "1)"));
  CHECK_THROWS_MATCHES(
      fit(TableOf().numeric("a", {1, std::numeric_limits<float>::infinity()}).take(), {}), Error,
      Message("column \"a\": expected finite numbers in the training rows, got an infinite one"));
}

TEST_CASE("unknown options are refused") {
  const Table table = TableOf().numeric("a", {1, 2}).take();
  Texts remarks;
  CHECK_THROWS_MATCHES(
      fit_pipeline(table, {"standard", "log"}, 1, remarks), Error,
      Message("features.target: expected one of standard, log1p, none, got \"log\""));
  CHECK_THROWS_AS(fit_pipeline(table, {"robust", "standard"}, 1, remarks), Error);
}

TEST_CASE("rare levels share an input, which is told; booleans keep theirs") {
  const Table table = TableOf()
                          .codes("c", {"a", "b", "d", "e"}, {0, 0, 1, 2, 3, 3, kMissingCode})
                          .codes("b", {"no", "yes"}, {0, 0, 0, 0, 0, 0, 1}, ColumnType::kBoolean)
                          .codes("id", {"u", "v", "w"}, {0, 1, 2, 0, 1, 2, 1})
                          .take();
  Texts remarks;
  const PipelineState state = fit_pipeline(table, {"none", "none", false, 2}, 1, remarks);
  CHECK(state.layout.categorical == Texts{"c", "b", "id"});
  CHECK(state.layout.cardinalities == std::vector<int64_t>{3, 2, 3});
  CHECK(remarks == Texts{"column \"c\": of 4 levels 2 have fewer than 2 training rows "
                         "(features.min_count): one input for them and for unseen levels"});
  remarks.clear();
  CHECK(fit_pipeline(table, {"none", "none", false, 4}, 1, remarks).layout.cardinalities ==
        std::vector<int64_t>{1, 2});
  CHECK(remarks.back() == "column \"id\": left out: constant but for rare levels");
}
