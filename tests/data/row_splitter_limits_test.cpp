// Limits of fields, lines and columns, at their exact edges.
#include "data/fixtures.h"
#include "data/row_splitter.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

constexpr size_t kMiB = size_t{1} << 20;

// "4 cells", or the fault with its byte and column.
std::string verdict(std::string_view row) {
  RowSplitter splitter(',');
  RowBatch batch;
  batch.columns = splitter.count_fields(row);
  splitter.split(row, 1, 0, batch);
  if (batch.faults.empty()) return std::to_string(batch.cells.size()) + " cells";
  const RowFault& fault = batch.faults.front();
  return "byte " + std::to_string(fault.byte) +
         (fault.column ? ", column " + std::to_string(*fault.column) : "") + ": " + fault.what;
}

// Four fields that fill a line of so many bytes.
std::string long_line(size_t bytes) {
  std::string line(bytes, 'x');
  for (size_t at = 1; at <= 3; ++at) line[at * (16 * kMiB)] = ',';
  return line;
}

// The rows that are found in a text given in two pieces, cut at `first`: "2 rows, 3 used" with
// what stops it.
std::string cut_in_two(std::string_view text, size_t first) {
  RowCutter cutter(',');
  std::vector<RowSpan> rows;
  cutter.cut(text.substr(0, first), first == text.size(), 9, rows);
  if (first < text.size()) cutter.cut(text, true, 9, rows);
  std::string ends;
  for (const RowSpan& row : rows) ends += " " + std::to_string(row.end);
  return ends + (cutter.too_long() ? " too long" : "");
}

// The same wherever the first piece ends.
std::string cut_near(std::string_view text, size_t edge) {
  const std::string whole = cut_in_two(text, text.size());
  for (size_t first = edge - 3; first <= std::min(edge + 3, text.size()); ++first) {
    CAPTURE(first);
    CHECK(cut_in_two(text, first) == whole);
  }
  return whole;
}

}  // namespace

TEST_CASE("a field of 16 MiB is the longest", "[data]") {
  std::string row = "a," + std::string(16 * kMiB, 'x');
  CHECK(verdict(row) == "2 cells");
  row += 'x';
  CHECK(verdict(row) == "byte 2, column 1: a field of more than 16 MiB");
}

TEST_CASE("a quoted field of 16 MiB is the longest; a longer one is a quote never closed",
          "[data]") {
  std::string text = "a,\"" + std::string(16 * kMiB, '\n');
  CHECK(verdict(text + "\"") == "2 cells");
  const std::string size = std::to_string(text.size() + 1);
  CHECK(cut_near(text + "\"\n", text.size()) == " " + size);
  CHECK(cut_near(text + "\"", text.size()) == " " + size);
  // Its row ends at the first line end, and reading goes on there.
  CHECK(cut_near(text, text.size()) == " 3");
  text += '\n';
  CHECK(verdict(text + "\"") == "byte 2, column 1: a field of more than 16 MiB");
  CHECK(cut_near(text + "\"\n", text.size()).starts_with(" 3"));
}

TEST_CASE("a line of 64 MiB is the longest, its line end not counted", "[data]") {
  std::string text = long_line(64 * kMiB);
  CHECK(verdict(text) == "4 cells");
  const std::string fits = " " + std::to_string(64 * kMiB);
  for (const std::string end : {"", "\n", "\r", "\r\n"}) {
    CHECK(cut_near(text + end, text.size()) == fits);
    CHECK(cut_near(text + "x" + end, text.size()) == " too long");
  }
}

TEST_CASE("a quoted last field counts for the line", "[data]") {
  std::string text = long_line(64 * kMiB - 1);
  text[48 * kMiB + 1] = '"';
  text += '"';
  CHECK(cut_near(text + "\n", text.size()) == " " + std::to_string(64 * kMiB));
  text.back() = 'x';
  CHECK(cut_near(text + "\"\n", text.size()) == " too long");
  // An open quote may end at the line end behind it: not too long before that is known.
  CHECK(cut_near(text + "\nxxxx", text.size()) ==
        " " + std::to_string(64 * kMiB) + " " + std::to_string(64 * kMiB + 5));
}

TEST_CASE("at the limit of a line the verdict does not depend on what is read already", "[data]") {
  for (const std::string tail : {"xxxx", "\"xxx", "\"\"xx", "x\"x\"", ",x,x", "\rxx", "\n,,"}) {
    for (const char first : {'x', '"'}) {
      std::string text = long_line(64 * kMiB) + tail;
      text[48 * kMiB + 1] = first;
      CAPTURE(tail, first);
      cut_near(text, 64 * kMiB);
    }
  }
}

TEST_CASE("a reader names the line that is beyond a limit, whatever its pieces", "[data]") {
  const TempDir dir;
  const auto reading = [&](size_t piece) { return read_file_in_pieces(dir, "t.csv", {}, piece); };
  put(dir / "t.csv", "a,b\n1,2\n3," + std::string(16 * kMiB + 1, 'x') + "\n5,6\n");
  for (const size_t piece : {size_t{1} << 12, kMiB, 64 * kMiB}) {
    const Reading read = reading(piece);
    CHECK(read.error == "data: t.csv:3: column \"b\": a field of more than 16 MiB (byte 10)");
    CHECK(read.all_rows == 3);
    CHECK(read.faults.size() == 1);
  }
  put(dir / "t.csv", "a,b,c,d\n" + long_line(64 * kMiB + 1) + "\n");
  for (const size_t piece : {size_t{1} << 16, kMiB, 128 * kMiB}) {
    CHECK(reading(piece).error == "data: t.csv:2: a line of more than 64 MiB (byte 8)");
  }
}

TEST_CASE("rows before a line that is too long are given out first", "[data]") {
  const TempDir dir;
  put(dir / "t.csv", "a,b,c,d\n1,2,3,4\n" + long_line(64 * kMiB + 1) + "\n");
  CsvReader reader(dir / "t.csv", {});
  CHECK(reader.next()->rows() == 1);
  const std::string told = "data: " + (dir / "t.csv") + ":3: a line of more than 64 MiB (byte 16)";
  CHECK(error_of([&] { reader.next(); }) == told);
  CHECK(error_of([&] { reader.next(); }) == told);
}

TEST_CASE("100,000 columns are the most", "[data]") {
  const TempDir dir;
  put(dir / "t.csv", "\n\na" + std::string(100'000, ',') + "\n");
  CHECK(read_file_in_pieces(dir, "t.csv", {}, kMiB).error ==
        "data: t.csv:3: more than 100,000 columns (byte 2)");
}

TEST_CASE("a table of 100,000 columns is read", "[data]") {
  const TempDir dir;
  std::string text = "c1";
  for (int c = 2; c <= 100'000; ++c) text += ",c" + std::to_string(c);
  text += "\n" + std::string(99'999, ',') + "7\n";
  put(dir / "t.csv", text);
  CsvReader reader(dir / "t.csv", {}, 1000);
  CHECK(reader.header().size() == 100'000);
  CHECK(NextRows(reader).batch.cell(0, 99'999) == "7");
}
