#include "backprop/backprop_step.h"

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <new>
#include <numeric>

#include "stack/tables.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

std::vector<int64_t> some_rows(size_t count, uint64_t seed) {
  Random random(seed, "rows");
  std::vector<int64_t> rows(count);
  for (int64_t& row : rows) row = static_cast<int64_t>(random.below(90));
  return rows;
}

// The gradient of a parameter by a difference, where the loss is smooth enough to have one.
double slope_at(BackpropStep& step, const SmallTable& table, const BatchRows& batch, size_t at) {
  constexpr float kStep = 1.0F / 512;
  float& value = step.parameters()[at];
  const float here = value;
  value = here + kStep;
  step.refresh();
  const double above = step.add_up_gradients(table.source(), batch);
  value = here - kStep;
  step.refresh();
  const double below = step.add_up_gradients(table.source(), batch);
  value = here;
  step.refresh();
  return (above - below) / (2 * kStep);
}

std::vector<float> gradients_of(const SmallTable& table, const BatchRows& batch, int threads,
                                Instructions set, bool weighted = false) {
  BackpropStepOptions options = options_of(table, threads);
  options.instructions = set;
  BackpropStep step(options);
  fill(step);
  step.add_up_gradients(table.source(weighted), batch);
  return {step.gradients(), step.gradients() + step.slots().floats()};
}

double largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  double largest = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    largest = std::max(largest, std::abs(static_cast<double>(a[i]) - b[i]));
  }
  return largest;
}

}  // namespace

TEST_CASE("gradients agree with differences of the loss") {
  for (const NetShape& shape : {dense_shape(), tabm_shape(), tabm_full_shape(), realmlp_shape()}) {
    const SmallTable table(shape);
    BackpropStep step(options_of(table));
    fill(step);
    const auto rows = some_rows(40, 1);
    const BatchRows batch{rows.data(), rows.size(), false};
    step.add_up_gradients(table.source(), batch);
    const std::vector<float> mine(step.gradients(), step.gradients() + step.slots().floats());
    // ReLU has corners: a few differences step over one, most do not.
    size_t good = 0;
    size_t count = 0;
    for (const ParameterSlot& slot : step.slots().all()) {
      for (size_t r = 0; r < slot.rows; ++r) {
        for (size_t c = 0; c < slot.columns; c += 3) {
          const size_t at = slot.offset + r * slot.stride + c;
          const double slope = slope_at(step, table, batch, at);
          ++count;
          good += std::abs(slope - mine[at]) < 1e-3 + 0.02 * std::abs(slope) ? 1 : 0;
        }
      }
    }
    CHECK(count > 100);
    CHECK(static_cast<double>(good) > 0.97 * static_cast<double>(count));
  }
}

TEST_CASE("threads, chunks and instruction sets give the same gradients") {
  const SmallTable table(tabm_shape());
  for (const bool own : {false, true}) {
    // More rows than a chunk holds.
    const size_t places = 250;
    const auto rows = some_rows(own ? places * 3 : places, 2);
    const BatchRows batch{rows.data(), places, own};
    const auto wanted = gradients_of(table, batch, 1, Instructions::kBaseline, true);
    for (const Instructions set :
         {Instructions::kBaseline, Instructions::kAvx2, Instructions::kAvx512}) {
      if (!host_has(set)) continue;
      for (const int threads : {1, 2, 3}) {
        CHECK(largest_difference(gradients_of(table, batch, threads, set, true), wanted) < 1e-5);
      }
    }
  }
}

TEST_CASE("rows of members' own at the same places are the shared batch") {
  const SmallTable table(tabm_shape());
  const auto rows = some_rows(30, 3);
  std::vector<int64_t> each;
  for (const int64_t row : rows) each.insert(each.end(), 3, row);
  const auto shared = gradients_of(table, {rows.data(), 30, false}, 1, Instructions::kBaseline);
  const auto own = gradients_of(table, {each.data(), 30, true}, 1, Instructions::kBaseline);
  CHECK(largest_difference(shared, own) < 1e-6);
}

TEST_CASE("fewer rows than threads") {
  const SmallTable table(dense_shape());
  const auto rows = some_rows(2, 4);
  const BatchRows batch{rows.data(), 2, false};
  const auto wanted = gradients_of(table, batch, 1, Instructions::kBaseline);
  CHECK(largest_difference(gradients_of(table, batch, 3, Instructions::kBaseline), wanted) < 1e-6);
}

TEST_CASE("what fills rows up stays zero, and the loss falls") {
  const SmallTable table(tabm_shape());
  BackpropStepOptions options = options_of(table, 2);
  options.update.weight_decay = 0.1;
  options.clip_norm = 1;
  options.dropout = 0.1;
  BackpropStep step(options);
  fill(step);
  std::vector<int64_t> rows(90);
  std::iota(rows.begin(), rows.end(), int64_t{0});
  const BatchRows batch{rows.data(), rows.size(), false};
  const double first = step.run(table.source(), batch, 1e-2);
  double last = 0;
  for (int i = 0; i < 100; ++i) last = step.run(table.source(), batch, 1e-2);
  CHECK(last < first / 2);
  for (const ParameterSlot& slot : step.slots().all()) {
    for (size_t r = 0; r < slot.rows; ++r) {
      for (size_t c = slot.columns; c < slot.stride; ++c) {
        REQUIRE(step.parameters()[slot.offset + r * slot.stride + c] == 0);
      }
    }
  }
}

TEST_CASE("the first step of AdamW by hand") {
  const SmallTable table(dense_shape());
  BackpropStepOptions options = options_of(table);
  options.update.weight_decay = 0.5;
  options.rules[0] = {2, 0.1};  // of the first weights
  BackpropStep step(options);
  fill(step);
  const std::vector<float> before(step.parameters(), step.parameters() + step.slots().floats());
  const auto rows = some_rows(20, 5);
  const BatchRows batch{rows.data(), rows.size(), false};
  step.run(table.source(), batch, 0.01);
  for (size_t i = 0; i < step.slots().all().size(); ++i) {
    const ParameterSlot& slot = step.slots().all()[i];
    const double lr = i == 0 ? 0.02 : 0.01;
    const double decay = i == 0 ? 0.05 : 0.5;
    for (size_t r = 0; r < slot.rows; ++r) {
      for (size_t c = 0; c < slot.columns; ++c) {
        const size_t at = slot.offset + r * slot.stride + c;
        const double g = step.gradients()[at];
        if (std::abs(g) < 1e-5 && g != 0) continue;  // eps counts
        const double sign = g > 0 ? 1 : g < 0 ? -1 : 0;
        CHECK(step.parameters()[at] ==
              Approx(before[at] * (1 - lr * decay) - lr * sign).margin(1e-4));
      }
    }
  }
}

TEST_CASE("clipping scales all gradients by their joint norm") {
  const SmallTable table(dense_shape());
  const auto rows = some_rows(20, 6);
  const BatchRows batch{rows.data(), rows.size(), false};
  const auto gradients = gradients_of(table, batch, 1, host_instructions());
  double norm = 0;
  for (const float g : gradients) norm += static_cast<double>(g) * g;
  norm = std::sqrt(norm);
  // Adam's direction does not hang on the scale, but eps does: with a large one the step is g /
  // eps.
  const auto moved = [&](double clip) {
    BackpropStepOptions options = options_of(table);
    options.update.eps = 1e6;
    options.clip_norm = clip;
    BackpropStep step(options);
    fill(step);
    const float before = step.parameters()[step.slots().head_bias.offset];
    step.run(table.source(), batch, 1e6);
    return static_cast<double>(before) - step.parameters()[step.slots().head_bias.offset];
  };
  CHECK(moved(norm / 4) == Approx(moved(0) / 4).epsilon(1e-3));
  CHECK(moved(norm * 4) == Approx(moved(0)).epsilon(1e-3));
}
