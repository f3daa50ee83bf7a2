#include "metrics/scored_rows.h"

#include <catch2/catch.hpp>
#include <limits>
#include <vector>

#include "core/error.h"

using namespace mlrun;
using Catch::Matchers::Message;

TEST_CASE("sizes that do not fit together are refused by name") {
  const std::vector<float> four = {0, 0, 0, 0};
  const std::vector<float> two = {0, 1};
  const std::vector<float> one = {1};
  CHECK_NOTHROW(check_scored({2, four, two, {}}, 2));
  CHECK_THROWS_MATCHES(check_scored({1, two, two, {}}, 2), Error,
                       Message("scores: expected 2 values per row, got 1"));
  CHECK_THROWS_MATCHES(check_scored({2, two, two, {}}, 2), Error,
                       Message("scores: expected 4 values for 2 targets, got 2"));
  CHECK_THROWS_MATCHES(check_scored({2, four, two, one}, 2), Error,
                       Message("scores: expected 2 weights, got 1"));
}

TEST_CASE("a target that is no class is refused with its row") {
  const std::vector<float> values = {0, 0, 0, 0};
  for (const float bad : {2.0f, -1.0f, 0.5f, std::numeric_limits<float>::quiet_NaN()}) {
    const std::vector<float> targets = {1, bad};
    CHECK_THROWS_AS(check_scored({2, values, targets, {}}, 2), Error);
  }
  const std::vector<float> targets = {1, 2};
  CHECK_THROWS_MATCHES(check_scored({2, values, targets, {}}, 2), Error,
                       Message("scores: row 1: expected a class from 0 to 1, got 2"));
}

TEST_CASE("any number is a regression target") {
  const std::vector<float> values = {0.5f, -7};
  const std::vector<float> targets = {-3, 1e30f};
  CHECK_NOTHROW(check_scored({1, values, targets, {}}, 1));
}

TEST_CASE("the predicted class is the first of the largest, none with a NaN") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> values = {0.25f, 0.5f, 0.25f, 0.375f, 0.25f, 0.375f, 0.5f, nan, 0.5f};
  const std::vector<float> targets = {0, 0, 0};
  const Scored rows{3, values, targets, {}};
  CHECK(predicted_class(rows, 0) == 1);
  CHECK(predicted_class(rows, 1) == 0);
  CHECK_FALSE(predicted_class(rows, 2).has_value());
}

TEST_CASE("weights are 1 unless given") {
  const std::vector<float> values = {1, 2};
  const std::vector<float> weights = {0.5f, 3};
  CHECK(weight_of({1, values, values, {}}, 1) == 1);
  CHECK(weight_of({1, values, values, weights}, 1) == 3);
  CHECK(row_count({1, values, values, weights}) == 2);
}
