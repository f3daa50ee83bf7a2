#include "arrow/cell_text.h"

#include <arrow/array.h>
#include <arrow/buffer.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <random>

#include "core/text.h"

using namespace mlrun;

namespace {

RowBatch batch_of(size_t rows, size_t columns) {
  RowBatch batch;
  batch.columns = columns;
  batch.cells.resize(rows * columns);
  batch.quoted.resize(rows * columns);
  return batch;
}

}  // namespace

TEST_CASE("numbers have the shortest text that reads back to the same value") {
  std::mt19937_64 random(3);
  std::vector<double> doubles(5000);
  std::vector<float> floats(5000);
  for (auto& value : doubles) {
    const uint64_t bits = random();
    std::memcpy(&value, &bits, sizeof value);
    if (!std::isfinite(value)) value = 0;
  }
  for (auto& value : floats) {
    const auto bits = static_cast<uint32_t>(random());
    std::memcpy(&value, &bits, sizeof value);
    if (!std::isfinite(value)) value = 0;
  }
  RowBatch batch = batch_of(5000, 2);
  write_cells(arrow::DoubleArray(5000, arrow::Buffer::FromVector(doubles)), 0, 5000, {batch, 0, 0});
  write_cells(arrow::FloatArray(5000, arrow::Buffer::FromVector(floats)), 0, 5000, {batch, 0, 1});
  for (size_t i = 0; i < 5000; ++i) {
    REQUIRE(batch.cells[2 * i] == format_number(doubles[i]));
    REQUIRE(parse_double(batch.cells[2 * i]) == doubles[i]);
    REQUIRE(batch.cells[2 * i + 1] == format_number(floats[i]));
    REQUIRE(parse_float(batch.cells[2 * i + 1]) == floats[i]);
    REQUIRE(batch.quoted[2 * i] == 0);
  }
}

TEST_CASE("a part of an array goes to the rows that were named") {
  const std::vector<int64_t> values{10, 11, 12, 13};
  const arrow::Int64Array array(4, arrow::Buffer::FromVector(values));
  RowBatch batch = batch_of(4, 3);
  write_cells(array, 1, 2, {batch, 2, 1});
  std::vector<std::string> cells(batch.cells.begin(), batch.cells.end());
  CHECK(cells == std::vector<std::string>{"", "", "", "", "", "", "", "11", "", "", "12", ""});
}

TEST_CASE("a slice counts from its own start") {
  const std::vector<int64_t> values{10, 11, 12, 13};
  const arrow::Int64Array array(4, arrow::Buffer::FromVector(values));
  RowBatch batch = batch_of(1, 1);
  write_cells(*array.Slice(2), 1, 1, {batch, 0, 0});
  CHECK(batch.cells[0] == "13");
}

TEST_CASE("which types have a text") {
  CHECK(has_cell_text(*arrow::float64()));
  CHECK(has_cell_text(*arrow::dictionary(arrow::int8(), arrow::utf8())));
  CHECK(!has_cell_text(*arrow::dictionary(arrow::int8(), arrow::binary())));
  for (const auto& type : {arrow::binary(), arrow::list(arrow::int8()), arrow::struct_({}),
                           arrow::time64(arrow::TimeUnit::NANO), arrow::fixed_size_binary(3),
                           arrow::duration(arrow::TimeUnit::SECOND), arrow::month_interval()}) {
    CHECK(!has_cell_text(*type));
  }
}
