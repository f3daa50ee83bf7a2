#include "backprop/member_steps.h"

#include <catch2/catch.hpp>
#include <numeric>

#include "stack/tables.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

std::vector<int64_t> rows_from(int64_t first, size_t count) {
  std::vector<int64_t> rows(count);
  std::iota(rows.begin(), rows.end(), first);
  return rows;
}

std::vector<float> parameters_of(BackpropStep& step) {
  return {step.parameters(), step.parameters() + step.slots().floats()};
}

}  // namespace

TEST_CASE("members side by side are the same nets one after the other") {
  const SmallTable table(realmlp_shape());
  const auto first = rows_from(0, 30);
  const auto second = rows_from(40, 30);
  const std::vector<BatchRows> batches = {{first.data(), 30, false}, {second.data(), 30, false}};
  for (const int threads : {1, 2, 5}) {
    MemberSteps both({options_of(table), options_of(table)}, threads);
    double sum = 0;
    for (size_t i = 0; i < 2; ++i) fill(both.member(i));
    const double loss = both.run(table.source(), batches, 1e-2);
    for (size_t i = 0; i < 2; ++i) {
      BackpropStep alone(options_of(table));
      fill(alone);
      BatchRows half = batches[i];
      half.share = 0.5;
      sum += alone.run(table.source(), half, 1e-2);
      const auto wanted = parameters_of(alone);
      const auto got = parameters_of(both.member(i));
      for (size_t k = 0; k < wanted.size(); ++k) REQUIRE(got[k] == Approx(wanted[k]).margin(1e-5));
    }
    CHECK(loss == Approx(sum));
  }
}

TEST_CASE("members count by their rows' weights") {
  const SmallTable table(realmlp_shape());
  const auto first = rows_from(0, 10);
  const auto second = rows_from(10, 10);
  MemberSteps both({options_of(table), options_of(table)}, 1);
  for (size_t i = 0; i < 2; ++i) fill(both.member(i));
  const double got = both.add_up_gradients(table.source(true),
                                           {{first.data(), 10, false}, {second.data(), 10, false}});
  // The same parameters in both: the weighted mean over all twenty rows.
  BackpropStep one(options_of(table));
  fill(one);
  const auto all = rows_from(0, 20);
  CHECK(got == Approx(one.add_up_gradients(table.source(true), {all.data(), 20, false})));
}

TEST_CASE("masks of members differ") {
  const SmallTable table(realmlp_shape());
  const auto rows = rows_from(0, 20);
  BackpropStepOptions options = options_of(table);
  options.dropout = 0.5;
  MemberSteps both({options, options}, 2);
  for (size_t i = 0; i < 2; ++i) fill(both.member(i));
  const BatchRows batch{rows.data(), 20, false};
  both.run(table.source(), {batch, batch}, 1e-2);
  CHECK(parameters_of(both.member(0)) != parameters_of(both.member(1)));
}
