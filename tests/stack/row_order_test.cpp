#include "stack/row_order.h"

#include <catch2/catch.hpp>
#include <numeric>

#include "core/random.h"

using namespace mlrun;

namespace {

NetShape net(std::vector<size_t> hidden) {
  NetShape shape;
  shape.numeric = 8;
  shape.hidden = std::move(hidden);
  return shape;
}

// Rows 0 to 23 of one column, as the net works on them; the column is its rows' place, with one
// that is far off.
std::vector<int64_t> ordered(const NetShape& shape) {
  std::vector<float> column(24);
  for (size_t row = 0; row < 24; ++row) column[row] = static_cast<float>(row * 7 % 24);
  column[0] = -1000;
  TableRows table;
  table.dense = column.data();
  table.dense_width = 1;
  std::vector<int64_t> rows(24);
  std::iota(rows.begin(), rows.end(), int64_t{0});
  RowOrder(shape).order(table, rows);
  return rows;
}

// The share of a random layer's units that are 0 for whole tiles of 1,024 rows of 8 columns.
double left_out(const NetShape& shape) {
  constexpr size_t kRows = 1024;
  constexpr size_t kWidth = 8;
  constexpr size_t kUnits = 256;
  Random random(4, "rows");
  std::vector<float> dense(kRows * kWidth);
  for (float& value : dense) value = static_cast<float>(random.normal());
  TableRows table;
  table.dense = dense.data();
  table.dense_width = kWidth;
  std::vector<int64_t> rows(kRows);
  std::iota(rows.begin(), rows.end(), int64_t{0});
  RowOrder(shape).order(table, rows);
  size_t zero = 0;
  constexpr size_t kTiles = kRows / kTileRows;
  for (size_t unit = 0; unit < kUnits; ++unit) {
    std::vector<double> weights(kWidth + 1);
    for (double& weight : weights) weight = random.uniform(-1, 1);
    for (size_t tile = 0; tile < kTiles; ++tile) {
      bool any = false;
      for (size_t i = 0; i < kTileRows; ++i) {
        double sum = weights[kWidth];
        for (size_t c = 0; c < kWidth; ++c) {
          sum += weights[c] * dense[size_t(rows[tile * kTileRows + i]) * kWidth + c];
        }
        any |= sum > 0;
      }
      if (!any) ++zero;
    }
  }
  return double(zero) / double(kUnits * kTiles);
}

}  // namespace

TEST_CASE("an order doubles what is 0 for whole tiles") {
  CHECK(left_out(net({64, 64})) == Approx(0.14).margin(0.02));
  CHECK(left_out(net({128, 128})) == Approx(0.28).margin(0.02));
  CHECK(left_out(net({384, 384, 384})) == Approx(0.31).margin(0.02));
}

TEST_CASE("an order pays where much is multiplied behind a relu") {
  CHECK_FALSE(RowOrder(net({64, 64})).pays());
  CHECK_FALSE(RowOrder(net({100'000})).pays());  // nothing behind its relu but the head
  CHECK(RowOrder(net({128, 128})).pays());
  CHECK(RowOrder(net({384, 384, 384})).pays());
  NetShape shape = net({64, 64});
  shape.members = 4;
  CHECK(RowOrder(shape).pays());
  shape = net({384, 384});
  shape.activation = Epilogue::kSilu;
  CHECK_FALSE(RowOrder(shape).pays());
  shape.activation = Epilogue::kRelu;
  shape.blended = true;
  CHECK_FALSE(RowOrder(shape).pays());
}

TEST_CASE("the larger the net, the more the order may cost") {
  const auto none = ordered(net({64, 64}));
  const auto signs = ordered(net({128, 128}));
  const auto alike = ordered(net({384, 384, 384}));
  for (int64_t row = 0; row < 24; ++row) {
    const auto at = static_cast<size_t>(row);
    CHECK(none[at] == row);
    // One column is far below the mean of all: it alone tells its row from others.
    CHECK(signs[at] == row);
  }
  // By the median: the lower half, of it the lowest tile.
  for (size_t at = 0; at < 12; ++at) CHECK((alike[at] == 0 || alike[at] * 7 % 24 < 12));
  CHECK(alike != signs);
}

TEST_CASE("a table without numbers stays as it is") {
  std::vector<int64_t> rows = {5, 3, 4, 1, 2, 9};
  RowOrder(net({128, 128})).order(TableRows(), rows);
  CHECK(rows == std::vector<int64_t>{5, 3, 4, 1, 2, 9});
}
