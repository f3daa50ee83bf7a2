#include "backprop/batch_order.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

using namespace mlrun;

namespace {

// One column that counts up: alike are neighbours.
struct Table {
  explicit Table(size_t count) : dense(count) { std::iota(dense.begin(), dense.end(), 0.0F); }
  TableRows rows() const {
    TableRows table;
    table.dense = dense.data();
    table.dense_width = 1;
    return table;
  }
  std::vector<float> dense;
};

NetShape large(size_t members) {
  NetShape shape;
  shape.numeric = 1;
  shape.hidden = {500, 500};
  shape.members = members;
  return shape;
}

int64_t width_of(const int64_t* rows, size_t stride = 1) {
  int64_t least = rows[0];
  int64_t most = rows[0];
  for (size_t i = 0; i < kTileRows; ++i) {
    least = std::min(least, rows[i * stride]);
    most = std::max(most, rows[i * stride]);
  }
  return most - least;
}

}  // namespace

TEST_CASE("a batch of a large net is ordered, its tiles dealt to the workers") {
  const Table table(24);
  std::vector<int64_t> rows;
  for (int64_t i = 0; i < 24; ++i) rows.push_back(i * 7 % 24);
  BatchOrder order(large(1), 2);
  const BatchRows given{rows.data(), rows.size()};
  const BatchRows got = order.ordered(table.rows(), given);
  REQUIRE(got.places == 24);
  // Tiles 0, 2, 4 .. to the first, 1, 3, 5 .. to the second.
  const size_t tiles = 24 / kTileRows;
  for (size_t tile = 0; tile < tiles; ++tile) {
    const int64_t* rows_of = got.rows + tile * kTileRows;
    const size_t wanted = tile < tiles / 2 ? 2 * tile : 2 * (tile - tiles / 2) + 1;
    CHECK(*std::min_element(rows_of, rows_of + kTileRows) == int64_t(wanted * kTileRows));
    CHECK(width_of(rows_of) == kTileRows - 1);
  }
}

TEST_CASE("members with batches of their own keep their rows") {
  const Table table(40);
  std::vector<int64_t> rows;
  for (int64_t i = 0; i < 13; ++i) {
    for (int64_t member = 0; member < 3; ++member) rows.push_back(i * 5 % 13 + 13 * member);
  }
  BatchOrder order(large(3), 1);
  const BatchRows got = order.ordered(table.rows(), {rows.data(), 13, true, 0.25});
  CHECK(got.per_member);
  CHECK(got.share == 0.25);
  for (int64_t member = 0; member < 3; ++member) {
    std::vector<int64_t> own;
    for (size_t place = 0; place < 13; ++place) own.push_back(got.rows[place * 3 + size_t(member)]);
    CHECK(width_of(own.data()) == kTileRows - 1);
    std::ranges::sort(own);
    for (int64_t i = 0; i < 13; ++i) CHECK(own[size_t(i)] == i + 13 * member);
  }
}

TEST_CASE("a small net's batch is left as it is") {
  const Table table(24);
  const std::vector<int64_t> rows = {3, 1, 2, 9, 8, 7, 0, 4};
  NetShape shape = large(1);
  shape.hidden = {8, 8};
  BatchOrder order(shape, 1);
  CHECK(order.ordered(table.rows(), {rows.data(), rows.size()}).rows == rows.data());
}
