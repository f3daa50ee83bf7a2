// The splitter and the reader against tables of every shape, and against every piece size.
#include "core/random.h"
#include "data/fixtures.h"

using namespace mlrun;
using namespace mlrun::test;
using namespace std::string_literals;

namespace {

// A table and one of the many texts that mean it.
struct Written {
  std::string text;
  Reading meaning;
};

class TableMaker {
 public:
  TableMaker(Random& random, char delimiter) : random_(random), delimiter_(delimiter) {}

  Written make() {
    if (chance(4)) written_.text = "\xEF\xBB\xBF";
    const size_t columns = 1 + random_.below(5);
    empty_lines();
    std::vector<std::string> names(columns);
    for (size_t c = 0; c < columns; ++c) names[c] = "n" + std::to_string(c) + cell();
    // Unquoted names are trimmed, so those with blanks at an end are quoted.
    write_row(names, true);
    written_.meaning.header = names;
    for (uint64_t rows = random_.below(7); rows > 0; --rows) {
      end_line();
      empty_lines();
      std::vector<std::string> row(columns);
      for (auto& text : row) text = cell();
      written_.meaning.lines.push_back(line_);
      written_.meaning.marks.push_back(write_row(row, false));
      written_.meaning.rows.push_back(row);
    }
    if (chance(2)) {
      end_line();
      empty_lines();
    }
    return std::move(written_);
  }

 private:
  bool chance(uint64_t one_in) { return random_.below(one_in) == 0; }

  std::string cell() {
    static const std::vector<std::string> kPieces = {
        "a", "b", "1",  ".",    " ",  "\t",     "\"",         "\"\"",    ",",
        ";", "|", "\n", "\r\n", "\r", "\u00e9", "\U0001d11e", "12345678"};
    std::string text;
    for (uint64_t n = random_.below(6); n > 0; --n) text += kPieces[random_.below(kPieces.size())];
    return text;
  }

  // Gives the marks of the row as Reading has them.
  std::string write_row(const std::vector<std::string>& cells, bool is_header) {
    std::string marks;
    for (size_t c = 0; c < cells.size(); ++c) {
      if (c > 0) written_.text += delimiter_;
      const std::string& cell = cells[c];
      const std::string ends = " \t";
      const bool padded = is_header && ends.find(cell.back()) != std::string::npos;
      const bool needed = cell.find_first_of("\n\r"s + delimiter_) != std::string::npos ||
                          cell.starts_with('"') || (cells.size() == 1 && cell.empty()) || padded;
      const bool quotes = needed || chance(3);
      marks += quotes ? 'q' : '.';
      written_.text += quotes ? in_quotes(cell) : cell;
    }
    return marks;
  }

  std::string in_quotes(const std::string& cell) {
    std::string text = "\"";
    for (size_t i = 0; i < cell.size(); ++i) {
      text += cell[i] == '"' ? "\"\"" : std::string(1, cell[i]);
      const bool first_half = cell[i] == '\r' && cell.substr(i + 1, 1) == "\n";
      if (cell[i] == '\n' || (cell[i] == '\r' && !first_half)) ++line_;
    }
    return text + "\"";
  }

  void end_line() {
    written_.text += std::vector<std::string>{"\n", "\r\n", "\r"}[random_.below(3)];
    ++line_;
  }

  void empty_lines() {
    while (chance(5)) {
      // A LF behind a lone CR would be one line end with it.
      if (written_.text.ends_with('\r'))
        written_.text += '\r';
      else
        written_.text += std::vector<std::string>{"\n", "\r\n", "\r"}[random_.below(3)];
      ++line_;
      ++written_.meaning.empty_lines;
    }
  }

  Random& random_;
  char delimiter_;
  uint64_t line_ = 1;
  Written written_;
};

}  // namespace

TEST_CASE("random tables are read as they were meant, in pieces of any size", "[data]") {
  Random random(20, "random tables");
  const TempDir dir;
  uint64_t rows = 0;
  for (int round = 0; round < 4000; ++round) {
    const char delimiter = ",;\t|"[random.below(4)];
    const Written written = TableMaker(random, delimiter).make();
    put_anew(dir / "t", written.text);
    const size_t piece = 1 + random.below(written.text.size() + 2);
    CAPTURE(round, piece, delimiter, written.text);
    const Reading read = read_in_pieces(dir, "t", split_at(delimiter), piece, 1 + random.below(4));
    REQUIRE(read.error.empty());
    REQUIRE(read.header == written.meaning.header);
    REQUIRE(read.rows == written.meaning.rows);
    REQUIRE(read == written.meaning);
    rows += read.rows.size();
  }
  CHECK(rows > 10'000);
}

TEST_CASE("random bytes end in the same rows and the same error in pieces of any size", "[data]") {
  const std::vector<std::string> pieces = {"a",    "1",   ",",  ",",    "\"", "\"",
                                           "\n",   "\n",  "\r", "\r\n", " ",  "\u00e9",
                                           "\xC3", "\0"s, ";",  "\"\""};
  Random random(21, "random bytes");
  const TempDir dir;
  int errors = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string text = random.below(2) == 0 ? "a,b\n" : "";
    for (uint64_t n = random.below(24); n > 0; --n) text += pieces[random.below(pieces.size())];
    // Without a suffix the delimiter is sniffed: that must not depend on the pieces either.
    const std::string name = random.below(2) == 0 ? "t.csv" : "t";
    put_anew(dir / name, text);
    ReadOptions options;
    options.header = random.below(4) != 0;
    const Reading whole = read_in_pieces(dir, name, options, 1000, 1000);
    for (const size_t piece : {size_t{1}, size_t{2}, size_t{1} + random.below(text.size() + 1)}) {
      CAPTURE(round, piece, name, options.header, text);
      REQUIRE(read_in_pieces(dir, name, options, piece, 1 + random.below(3)) == whole);
    }
    if (!whole.error.empty()) ++errors;
  }
  CHECK(errors > 500);
  CHECK(errors < 2900);
}

TEST_CASE("rows longer than a piece are read, however small it is", "[data]") {
  const TempDir dir;
  const std::string cell(300'000, 'x');
  put(dir / "t.csv", "a,b\n" + cell + ",\"" + cell + "\"\"\"\n1,2\n");
  for (const size_t piece : {size_t{1} << 10, size_t{70'000}, size_t{1} << 20}) {
    const Reading read = read_in_pieces(dir, "t.csv", {}, piece, 10);
    REQUIRE(read.rows.size() == 2);
    CHECK(read.rows[0] == std::vector<std::string>{cell, cell + "\""});
    CHECK(read.rows[1] == std::vector<std::string>{"1", "2"});
  }
}
