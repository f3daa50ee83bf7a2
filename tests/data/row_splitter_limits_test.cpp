#include <catch2/catch.hpp>

#include "core/fixtures.h"
#include "data/bad_rows.h"
#include "data/csv_reader.h"
#include "data/row_cutter.h"
#include "data/row_splitter.h"

using mlrun::bad_row_of;
using mlrun::BadRows;
using mlrun::CsvReader;
using mlrun::RowBatch;
using mlrun::RowCutter;
using mlrun::RowSpan;
using mlrun::RowSplitter;
using mlrun::test::error_of;
using mlrun::test::put;
using mlrun::test::TempDir;

namespace {

constexpr size_t kMiB = size_t{1} << 20;

// Of the first row: "4 cells", "more", or the fault with its byte and column.
std::string verdict(std::string_view text, bool last) {
  RowCutter cutter(',');
  std::vector<RowSpan> spans;
  cutter.cut(text, last, 1, spans);
  if (cutter.too_long()) {
    CHECK(spans.empty());
    return "byte 0: a line of more than 64 MiB";
  }
  if (spans.empty()) return "more";
  const std::string_view row = text.substr(spans[0].begin, spans[0].end - spans[0].begin);
  RowSplitter splitter(',');
  RowBatch batch;
  batch.columns = splitter.count_fields(row);
  splitter.split(row, 1, 0, batch);
  if (batch.faults.empty()) return std::to_string(batch.cells.size()) + " cells";
  const auto& fault = batch.faults.front();
  return "byte " + std::to_string(fault.byte) +
         (fault.column ? ", column " + std::to_string(*fault.column) : "") + ": " + fault.what;
}

// Four fields that fill a line of so many bytes.
std::string long_line(size_t bytes) {
  std::string line(bytes, 'x');
  for (size_t at = 1; at <= 3; ++at) line[at * (16 * kMiB)] = ',';
  return line;
}

}  // namespace

TEST_CASE("a field of 16 MiB is the longest", "[data]") {
  std::string text = "a," + std::string(16 * kMiB, 'x');
  CHECK(verdict(text + "\n", false) == "2 cells");
  CHECK(verdict(text, true) == "2 cells");
  CHECK(verdict(text, false) == "more");
  text += 'x';
  CHECK(verdict(text, false) == "more");
  CHECK(verdict(text, true) == "byte 2, column 1: a field of more than 16 MiB");
  for (const bool last : {false, true}) {
    CHECK(verdict(text + "\n", last) == "byte 2, column 1: a field of more than 16 MiB");
  }
}

TEST_CASE("a quoted field of 16 MiB is the longest; behind it the quote counts as open", "[data]") {
  for (const char filler : {'\n', 'x'}) {
    std::string text = "a,\"" + std::string(16 * kMiB, filler);
    CAPTURE(filler);
    CHECK(verdict(text + "\"\n", false) == "2 cells");
    CHECK(verdict(text + "\"", true) == "2 cells");
    CHECK(verdict(text, false) == "more");
    CHECK(verdict(text, true) == "byte 2, column 1: this quote is never closed");
    text += filler;
    const std::string told = filler == 'x' ? "byte 2, column 1: a field of more than 16 MiB"
                                           : "byte 2, column 1: this quote is never closed";
    for (const bool last : {false, true}) CHECK(verdict(text + "\"\n", last) == told);
    CHECK(verdict(text, true) == "byte 2, column 1: this quote is never closed");
  }
}

TEST_CASE("a line of 64 MiB is the longest, its line end not counted", "[data]") {
  std::string text = long_line(64 * kMiB);
  CHECK(verdict(text, true) == "4 cells");
  CHECK(verdict(text, false) == "more");
  text += "\r\n";
  CHECK(verdict(text, false) == "4 cells");
  text[64 * kMiB] = 'x';
  CHECK(verdict(text, false) == "byte 0: a line of more than 64 MiB");
  CHECK(verdict(text, true) == "byte 0: a line of more than 64 MiB");
  text.resize(64 * kMiB + 1);
  CHECK(verdict(text, true) == "byte 0: a line of more than 64 MiB");
  // What stands far behind it does not matter.
  text.append(3 * kMiB, '"');
  CHECK(verdict(text, true) == "byte 0: a line of more than 64 MiB");
}

TEST_CASE("a quoted last field counts for the line", "[data]") {
  std::string text = long_line(64 * kMiB - 1);
  text[48 * kMiB + 1] = '"';
  text += '"';
  CHECK(verdict(text, true) == "4 cells");
  CHECK(verdict(text + "\n", false) == "4 cells");
  text.back() = 'x';
  CHECK(verdict(text, false) == "more");
  CHECK(verdict(text + "\"\n", false) == "byte 0: a line of more than 64 MiB");
  CHECK(verdict(text + "\"", true) == "byte 0: a line of more than 64 MiB");
}

TEST_CASE("at the limit of a line the verdict does not depend on what is read already", "[data]") {
  // In most of them a field or a quote is at fault as well, but only beyond the limit.
  for (const std::string tail : {"xxxx", "\"xxx", "\"\"xx", "x\"x\"", ",x,x", "\rxx", "\n,,"}) {
    for (const char first : {'x', '"'}) {
      std::string text = long_line(64 * kMiB) + tail;
      text[48 * kMiB + 1] = first;
      const std::string whole = verdict(text, true);
      CAPTURE(tail, first, whole);
      for (size_t size = 64 * kMiB - 1; size < text.size(); ++size) {
        const std::string part = verdict(std::string_view(text).substr(0, size), false);
        CAPTURE(size, part);
        // A quote that may yet be closed keeps the row open.
        const bool open = size <= 64 * kMiB + 1 || first == '"';
        const bool same = part == "more" ? open : part == whole;
        CHECK(same);
      }
    }
  }
}

TEST_CASE("a reader names what is beyond a limit, whatever its pieces", "[data]") {
  const TempDir dir;
  const std::string file = dir / "t.csv";
  const auto error = [&](size_t piece) {
    return error_of([&] {
      CsvReader reader(file, {}, piece);
      BadRows fail;
      fail.start(reader.header());
      while (const auto block = reader.next()) {
        RowBatch batch;
        batch.columns = reader.header().size();
        block->split(0, block->rows(), batch);
        for (const auto& fault : batch.faults) fail.add(1, {bad_row_of(batch, fault)});
      }
    });
  };
  put(file, "a,b\n1,2\n3," + std::string(16 * kMiB + 1, 'x') + "\n");
  const std::string field =
      "data: " + file + ":3: column \"b\": a field of more than 16 MiB (byte 10)";
  for (const size_t piece : {size_t{1} << 12, kMiB, 64 * kMiB}) CHECK(error(piece) == field);
  put(file, "a,b,c,d\n" + long_line(64 * kMiB + 1) + "\n");
  const std::string line = "data: " + file + ":2: a line of more than 64 MiB (byte 8)";
  for (const size_t piece : {size_t{1} << 16, kMiB, 128 * kMiB}) CHECK(error(piece) == line);
  put(file, "\na" + std::string(100'000, ',') + "\n");
  CHECK(error(kMiB) == "data: " + file + ":2: more than 100,000 columns (byte 1)");
}

TEST_CASE("a table of 100,000 columns is read", "[data]") {
  const TempDir dir;
  std::string text = "c1";
  for (int c = 2; c <= 100'000; ++c) text += ",c" + std::to_string(c);
  text += "\n" + std::string(99'999, ',') + "7\n";
  put(dir / "t.csv", text);
  CsvReader reader(dir / "t.csv", {}, 1000);
  CHECK(reader.header().size() == 100'000);
  const auto block = reader.next();
  REQUIRE(block);
  RowBatch batch;
  batch.columns = 100'000;
  block->split(0, 1, batch);
  CHECK(batch.cell(0, 99'999) == "7");
}
