#include "predict/block_rows.h"

#include <catch2/catch.hpp>

#include "predict/fixtures.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

ReadCounts so_far(uint64_t bytes, uint64_t total, uint64_t rows) {
  ReadCounts counts;
  counts.bytes = bytes;
  counts.total_bytes = total;
  counts.rows = rows;
  return counts;
}

}  // namespace

TEST_CASE("few rows at first, then a sixteenth of what is left") {
  const BlockRows rows{48, 1024};
  CHECK(next_block_rows(rows, so_far(0, 1'000'000, 0)) == 48);
  // 48 rows in 4,800 bytes: 9,952 are left, then 960, then 10.
  CHECK(next_block_rows(rows, so_far(4'800, 1'000'000, 48)) == 608);
  CHECK(next_block_rows(rows, so_far(904'000, 1'000'000, 9'040)) == 48);
  CHECK(next_block_rows(rows, so_far(999'000, 1'000'000, 9'990)) == 48);
  CHECK(next_block_rows(rows, so_far(4'800, 100'000'000, 48)) == 1024);
}

TEST_CASE("of an input of unknown size some times few") {
  CHECK(next_block_rows(BlockRows{48, 1024}, so_far(4'800, 0, 48)) == 384);
  CHECK(next_block_rows(BlockRows{48, 64}, so_far(4'800, 0, 48)) == 64);
  CHECK(next_block_rows(BlockRows{1024, 1024}, so_far(4'800, 0, 48)) == 1024);
}

TEST_CASE("rows that cost nothing are answered in large blocks") {
  const BlockRows rows = block_rows_for(predictor_of(regression_spec()));
  CHECK(rows.few == 1024);
  CHECK(rows.many == 1024);
}
