#include "stack/alike_rows.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "core/random.h"
#include "kernels/product.h"

using namespace mlrun;

namespace {

std::vector<int64_t> count_up(size_t count) {
  std::vector<int64_t> rows(count);
  std::iota(rows.begin(), rows.end(), int64_t{0});
  return rows;
}

std::vector<int64_t> ordered(const std::vector<float>& dense, size_t width,
                             std::vector<int64_t> rows) {
  TableRows table;
  table.dense = dense.data();
  table.dense_width = width;
  AlikeRows().order(table, rows);
  return rows;
}

// How far rows of a tile are from each other, in all.
double spread(const std::vector<float>& dense, size_t width, const std::vector<int64_t>& rows) {
  double sum = 0;
  for (size_t i = 0; i + 1 < rows.size(); ++i) {
    if (i % kTileRows == kTileRows - 1) continue;
    for (size_t c = 0; c < width; ++c) {
      sum += std::abs(dense[size_t(rows[i]) * width + c] - dense[size_t(rows[i + 1]) * width + c]);
    }
  }
  return sum;
}

}  // namespace

TEST_CASE("rows are cut where they differ most, down to tiles") {
  // Two columns; the second tells rows apart that the first does not.
  std::vector<float> dense;
  for (size_t row = 0; row < 24; ++row) {
    dense.push_back(row % 2 == 0 ? 10.0F : 0.0F);
    dense.push_back(row % 4 < 2 ? 0.0F : 1.0F);
  }
  auto rows = ordered(dense, 2, count_up(24));
  for (size_t tile = 0; tile < 24; tile += kTileRows) {
    const auto kind = rows[tile] % 4;
    for (size_t i = tile; i < tile + kTileRows; ++i) CHECK(rows[i] % 4 == kind);
  }
  std::ranges::sort(rows);
  CHECK(rows == count_up(24));
}

TEST_CASE("neighbours are nearer than before, every row stays, and the order is the same again") {
  Random random(1, "alike");
  for (const size_t width : {1UL, 8UL, 40UL}) {
    for (const size_t count : {7UL, 100UL, 1000UL}) {
      std::vector<float> dense(1200 * width);
      for (float& value : dense) value = static_cast<float>(random.uniform(-1, 1));
      std::vector<int64_t> rows(count);
      for (auto& row : rows) row = static_cast<int64_t>(random.below(1200));  // some twice
      const auto order = ordered(dense, width, rows);
      if (count > 7) CHECK(spread(dense, width, order) < 0.95 * spread(dense, width, rows));
      CHECK(std::ranges::is_permutation(order, rows));
      CHECK(ordered(dense, width, rows) == order);
    }
  }
}

TEST_CASE("of many columns those are looked at that differ most") {
  constexpr size_t kWidth = 100;
  std::vector<float> dense(48 * kWidth);
  for (size_t row = 0; row < 48; ++row) dense[row * kWidth + 77] = row % 2 == 0 ? 1.0F : 0.0F;
  const auto rows = ordered(dense, kWidth, count_up(48));
  for (size_t i = 0; i < 48; ++i) CHECK(rows[i] % 2 == (i < 24 ? 1 : 0));
}

TEST_CASE("values that are no numbers, and rows that cannot be told apart") {
  const float none = std::nanf("");
  const std::vector<float> dense = {none, 1, none, 2, 3, none, 4, 5, none, 0, 1, 2, 3};
  auto rows = ordered(dense, 1, count_up(13));
  std::ranges::sort(rows);
  CHECK(rows == count_up(13));
  CHECK(ordered({}, 0, count_up(20)) == count_up(20));
  CHECK(ordered({2, 1, 0}, 1, count_up(kTileRows)) == count_up(kTileRows));  // one tile
}
