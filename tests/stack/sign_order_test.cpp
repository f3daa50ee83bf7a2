#include "stack/sign_order.h"

#include <algorithm>
#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "core/random.h"

using namespace mlrun;

namespace {

std::vector<int64_t> from_to(int64_t first, int64_t last) {
  std::vector<int64_t> rows(static_cast<size_t>(last - first));
  std::iota(rows.begin(), rows.end(), first);
  return rows;
}

std::vector<int64_t> ordered(SignOrder& signs, const std::vector<float>& dense, size_t width,
                             std::vector<int64_t> rows) {
  TableRows table;
  table.dense = dense.data();
  table.dense_width = width;
  signs.order(table, rows);
  return rows;
}

}  // namespace

TEST_CASE("rows of the same signs stand together, neighbours differ in one") {
  // All words of four columns, three rows each.
  std::vector<float> dense;
  for (unsigned row = 0; row < 48; ++row) {
    for (unsigned c = 0; c < 4; ++c) dense.push_back((row * 7 % 16 >> c & 1) != 0 ? 1.0F : -1.0F);
  }
  SignOrder signs;
  const auto rows = ordered(signs, dense, 4, from_to(0, 48));
  const auto word = [&](size_t at) { return unsigned(rows[at] * 7 % 16); };
  for (size_t at = 0; at + 1 < 48; ++at) {
    CHECK(std::popcount(word(at) ^ word(at + 1)) == (at % 3 == 2 ? 1 : 0));
  }
}

TEST_CASE("the column that varies most halves the rows") {
  std::vector<float> dense;
  for (int row = 0; row < 16; ++row) {
    dense.push_back(row % 2 == 0 ? 0.5F : 0.0F);
    dense.push_back(row % 4 < 2 ? 9.0F : 7.0F);
  }
  SignOrder signs;
  const auto rows = ordered(signs, dense, 2, from_to(0, 16));
  for (size_t at = 0; at < 16; ++at) CHECK((rows[at] % 4 < 2) == (at >= 8));
}

TEST_CASE("every row stays, and the order is the same again") {
  Random random(3, "signs");
  for (const size_t width : {1UL, 8UL, 40UL}) {
    std::vector<float> dense(1200 * width);
    for (float& value : dense) value = static_cast<float>(random.uniform(-1, 1));
    SignOrder signs;
    for (const size_t count : {1UL, 2UL, 7UL, 100UL, 1024UL}) {
      std::vector<int64_t> rows(count);
      for (auto& row : rows) row = static_cast<int64_t>(random.below(1200));  // some twice
      const auto order = ordered(signs, dense, width, rows);
      CHECK(std::ranges::is_permutation(order, rows));
      CHECK(ordered(signs, dense, width, rows) == order);
    }
  }
}

TEST_CASE("values that are no numbers, columns without variance, no columns, no rows") {
  const float none = std::nanf("");
  const float most = INFINITY;
  const std::vector<float> dense = {none, 1, 7, none, 2, 7, 3, most, 7, none, 5, 7, 0, -most, 7};
  SignOrder signs;
  auto rows = ordered(signs, dense, 3, from_to(0, 5));
  std::ranges::sort(rows);
  CHECK(rows == from_to(0, 5));
  CHECK(ordered(signs, {}, 0, from_to(0, 20)) == from_to(0, 20));
  CHECK(ordered(signs, {}, 4, {}).empty());
}
