#include "metrics/row_mean.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

using namespace mlrun;

namespace {

// The answers themselves; negative ones are left out.
class PositiveMean final : public RowMean {
 public:
  PositiveMean() : RowMean(1) {}
  const char* name() const override { return "positive-mean"; }

 protected:
  std::optional<double> term(const Scored& rows, int64_t row) const override {
    const float value = rows.values[static_cast<size_t>(row)];
    if (value < 0) return std::nullopt;
    return value;
  }
};

}  // namespace

TEST_CASE("row mean: weights count, rows without a term do not") {
  const std::vector<float> values = {2, -100, 6};
  const std::vector<float> targets = {0, 0, 0};
  const std::vector<float> weights = {3, 1, 1};
  PositiveMean metric;
  metric.add({1, values, targets, {}});
  CHECK(metric.value() == 4);
  metric.reset();
  metric.add({1, values, targets, weights});
  CHECK(metric.value() == 3);
  CHECK_FALSE(metric.higher_is_better());
}

TEST_CASE("row mean: rows may come in pieces, nothing is undefined") {
  const std::vector<float> values = {2, 6};
  const std::vector<float> targets = {0, 0};
  const std::vector<float> zero = {0, 0};
  PositiveMean metric;
  CHECK(std::isnan(metric.value()));
  metric.add({1, values, targets, zero});
  CHECK(std::isnan(metric.value()));
  const std::span<const float> all(values);
  metric.add({1, all.first(1), std::span(targets).first(1), {}});
  metric.add({1, all.last(1), std::span(targets).last(1), {}});
  CHECK(metric.value() == 4);
}
