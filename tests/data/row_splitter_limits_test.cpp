#include <catch2/catch.hpp>

#include "core/fixtures.h"
#include "data/csv_reader.h"
#include "data/row_splitter.h"

using mlrun::CsvReader;
using mlrun::RowBatch;
using mlrun::RowSplitter;
using mlrun::test::error_of;
using mlrun::test::put;
using mlrun::test::TempDir;
using Result = RowSplitter::Result;

namespace {

constexpr size_t kMiB = size_t{1} << 20;

// "4 cells", "more", or the fault with its byte and column.
std::string verdict(std::string_view text, bool last) {
  RowSplitter splitter(',');
  RowBatch batch;
  const Result result = splitter.split(text, last, batch);
  if (result == Result::kRow) return std::to_string(batch.cells.size()) + " cells";
  if (result != Result::kFault) return "more";
  const auto& fault = splitter.fault();
  return "byte " + std::to_string(fault.at) +
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
  for (const bool last : {false, true}) {
    CHECK(verdict(text, last) == "byte 2, column 1: a field of more than 16 MiB");
    CHECK(verdict(text + "\n", last) == "byte 2, column 1: a field of more than 16 MiB");
  }
}

TEST_CASE("a quoted field of 16 MiB is the longest; an open quote is suspected", "[data]") {
  std::string text = "a,\"" + std::string(16 * kMiB, '\n');
  CHECK(verdict(text + "\"\n", false) == "2 cells");
  CHECK(verdict(text, false) == "more");
  CHECK(verdict(text, true) == "byte 2, column 1: this quote is never closed");
  text += '\n';
  const std::string told =
      "byte 2, column 1: a field of more than 16 MiB; is its quote ever closed?";
  for (const bool last : {false, true}) {
    CHECK(verdict(text, last) == told);
    CHECK(verdict(text + "\"\n", last) == told);
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
        const bool same = part == "more" ? size <= 64 * kMiB + 1 : part == whole;
        CHECK(same);
      }
    }
  }
}

TEST_CASE("100,000 columns are the most", "[data]") {
  const std::string commas(99'999, ',');
  CHECK(verdict(commas + "\n", false) == "100000 cells");
  CHECK(verdict(commas + "\"\"", true) == "100000 cells");
  CHECK(verdict(commas + ",\n", false) == "byte 100000: more than 100,000 columns");
  CHECK(verdict(commas + ",,,", false) == "byte 100000: more than 100,000 columns");
}

TEST_CASE("a reader names the line that is beyond a limit, whatever its blocks", "[data]") {
  const TempDir dir;
  const std::string file = dir / "t.csv";
  const auto error = [&](size_t block) {
    return error_of([&] {
      CsvReader reader(file, {}, block);
      while (reader.next(10)) {
      }
    });
  };
  put(file, "a,b\n1,2\n3," + std::string(16 * kMiB + 1, 'x') + "\n");
  const std::string field =
      "data: " + file + ":3: column \"b\": a field of more than 16 MiB (byte 10)";
  for (const size_t block : {size_t{1} << 12, kMiB, 64 * kMiB}) CHECK(error(block) == field);
  put(file, "a,b,c,d\n" + long_line(64 * kMiB + 1) + "\n");
  const std::string line = "data: " + file + ":2: a line of more than 64 MiB (byte 8)";
  for (const size_t block : {size_t{1} << 16, kMiB, 128 * kMiB}) CHECK(error(block) == line);
  put(file, "a" + std::string(100'000, ',') + "\n");
  CHECK(error(kMiB) == "data: " + file + ":1: more than 100,000 columns (byte 100001)");
}

TEST_CASE("a table of 100,000 columns is read", "[data]") {
  const TempDir dir;
  std::string text = "c1";
  for (int c = 2; c <= 100'000; ++c) text += ",c" + std::to_string(c);
  text += "\n" + std::string(99'999, ',') + "7\n";
  put(dir / "t.csv", text);
  CsvReader reader(dir / "t.csv", {}, 1000);
  CHECK(reader.header().size() == 100'000);
  const auto batch = reader.next(10);
  REQUIRE(batch);
  CHECK(batch->cell(0, 99'999) == "7");
}
