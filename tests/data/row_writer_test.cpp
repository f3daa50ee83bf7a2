#include "data/row_writer.h"

#include <limits>

#include "core/random.h"
#include "data/fixtures.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

std::string row(const std::vector<std::string>& cells, char delimiter = ',') {
  RowWriter writer(delimiter);
  for (const auto& cell : cells) writer.cell(cell);
  writer.end_row();
  return writer.take();
}

// What a careless writer or reader gets wrong.
const std::vector<std::string> kNasty = {
    "",     " ",       "\t",   "\"",      "\"\"",    "\"a\"",  ",",      ";",
    "a,b",  "\n",      "\r",   "\r\n",    "a\r",     "\na",    "\"\n",   "\n\"",
    " a",   "a ",      "NA",   "null",    "?",       "1e999",  "nan",    "'",
    "\\",   "\\\"",    "\\n",  "#",       "=1+1",    "\u00e9", "\u2028", "\U0001f600",
    "\x01", "\x1B[0m", "\x7F", "\u00a0a", "\uFEFFa", "PAR1",   "\v",     "a\"b\"\"c"};

}  // namespace

TEST_CASE("plain cells stand without quotes", "[data]") {
  CHECK(row({"a", "b c", "1.5", "K\u00f6ln", "5'7", "a;b"}) == "a,b c,1.5,K\u00f6ln,5'7,a;b\n");
  CHECK(row({"a", "", "b", ""}) == "a,,b,\n");
  CHECK(row({"", ""}) == ",\n");
  CHECK(row({"a", "b"}, '\t') == "a\tb\n");
}

TEST_CASE("quotes stand where a reader needs them", "[data]") {
  CHECK(row({"a,b"}) == "\"a,b\"\n");
  CHECK(row({"a,b"}, '\t') == "a,b\n");
  CHECK(row({"a\tb"}, '\t') == "\"a\tb\"\n");
  CHECK(row({"a\tb"}) == "a\tb\n");
  CHECK(row({"a\"b"}) == "\"a\"\"b\"\n");
  CHECK(row({"\""}) == "\"\"\"\"\n");
  CHECK(row({"a\nb", "c\rd", "\r\n"}) == "\"a\nb\",\"c\rd\",\"\r\n\"\n");
  CHECK(row({" a", "a ", "\ta", " "}) == "\" a\",\"a \",\"\ta\",\" \"\n");
}

TEST_CASE("a byte order mark at the start of a cell stands in quotes: of a file it is dropped",
          "[data]") {
  CHECK(row({"\uFEFFa", "b\uFEFF"}) == "\"\uFEFFa\",b\uFEFF\n");
}

TEST_CASE("one empty cell is no empty line", "[data]") {
  CHECK(row({""}) == "\"\"\n");
  RowWriter writer(',');
  writer.cell("");
  writer.end_row();
  writer.cell("");
  writer.cell("");
  writer.end_row();
  writer.cell("x");
  writer.end_row();
  CHECK(writer.take() == "\"\"\n,\nx\n");
}

TEST_CASE("numbers are the shortest texts that read back", "[data]") {
  RowWriter writer(',');
  writer.cell(0.1F);
  writer.cell(0.1);
  writer.cell(-2.0);
  writer.cell(1e300);
  writer.cell(16777216.0F);
  writer.cell(std::numeric_limits<double>::quiet_NaN());
  writer.cell(-std::numeric_limits<float>::infinity());
  writer.end_row();
  CHECK(writer.take() == "0.1,0.1,-2,1e+300,16777216,nan,-inf\n");
}

TEST_CASE("what was taken is gone, and a row may be taken in parts", "[data]") {
  RowWriter writer(',');
  CHECK(writer.take().empty());
  writer.cell("a");
  CHECK(writer.take() == "a");
  writer.cell("b");
  writer.end_row();
  CHECK(writer.take() == ",b\n");
  CHECK(writer.take().empty());
}

TEST_CASE("nasty texts come back as they were written", "[data]") {
  for (const char delimiter : {',', '\t'}) {
    for (const std::string& first : kNasty) {
      // As the name of a column, too.
      const std::string name = first.empty() ? "name" : first;
      std::string table = row({name, name + "2"}, delimiter);
      for (const auto& cell : kNasty) table += row({first, cell}, delimiter);
      const TempDir dir;
      put(dir / "t", table);
      CAPTURE(first, delimiter);
      const Reading read = read_in_pieces(dir, "t", split_at(delimiter), 7, 100);
      REQUIRE(read.error.empty());
      CHECK(read.header == std::vector<std::string>{name, name + "2"});
      REQUIRE(read.rows.size() == kNasty.size());
      for (size_t i = 0; i < kNasty.size(); ++i) {
        CHECK(read.rows[i] == std::vector<std::string>{first, kNasty[i]});
      }
    }
  }
}

TEST_CASE("random tables come back as they were written, blanks and all", "[data]") {
  const std::vector<std::string> pieces = {"a",  "b", " ",    "\t", "\"",     ",",           "\n",
                                           "\r", "1", "\r\n", ";",  "\u00e9", "\xEF\xBB\xBF"};
  Random random(3, "written tables");
  const TempDir dir;
  for (int round = 0; round < 1000; ++round) {
    const char delimiter = random.below(2) == 0 ? ',' : '\t';
    const size_t columns = 1 + random.below(4);
    std::vector<std::vector<std::string>> rows(1 + random.below(5));
    std::string text;
    for (auto& cells : rows) {
      cells.resize(columns);
      for (auto& cell : cells) {
        for (uint64_t n = random.below(5); n > 0; --n) cell += pieces[random.below(pieces.size())];
      }
      text += row(cells, delimiter);
    }
    put_anew(dir / "t", text);
    ReadOptions options = split_at(delimiter);
    options.header = false;
    options.block_rows = 1 + random.below(3);
    CsvReader reader(dir / "t", options, 1 + random.below(text.size()));
    size_t at = 0;
    CAPTURE(round, text);
    std::unique_ptr<RowBlock> block;
    while (const auto batch = next_batch(reader, block)) {
      REQUIRE(batch->faults.empty());
      for (size_t r = 0; r < batch->rows(); ++r, ++at) {
        REQUIRE(at < rows.size());
        for (size_t c = 0; c < columns; ++c) {
          REQUIRE(batch->cell(r, c) == rows[at][c]);
          // Blanks at the ends are quoted, so that they are no padding.
          REQUIRE(batch->content(r, c) == rows[at][c]);
        }
      }
    }
    REQUIRE(at == rows.size());
  }
}
