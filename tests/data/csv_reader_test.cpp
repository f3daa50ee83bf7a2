#include "data/csv_reader.h"

#include "data/fixtures.h"

using namespace mlrun;
using namespace mlrun::test;
using Names = std::vector<std::string>;
using Rows = std::vector<std::vector<std::string>>;
using Lines = std::vector<uint64_t>;

TEST_CASE("a table is read with the lines of its rows", "[data]") {
  const Reading read = read_text("a,b\n1,2\n3,4\n");
  CHECK(read.error.empty());
  CHECK(read.header == Names{"a", "b"});
  CHECK(read.rows == Rows{{"1", "2"}, {"3", "4"}});
  CHECK(read.lines == Lines{2, 3});
  CHECK(read.empty_lines == 0);
  CHECK(read.remarks.empty());
}

TEST_CASE("every kind of line end and every mixture gives the same table", "[data]") {
  const Reading lf = read_text("a,b\n1,\"x\"\n3,4\n");
  CHECK(lf.marks == Names{".q", ".."});
  for (const std::string first : {"\n", "\r\n", "\r"}) {
    for (const std::string second : {"\n", "\r\n", "\r"}) {
      for (const std::string last : {"", "\n", "\r\n", "\r"}) {
        CHECK(read_text("a,b" + first + "1,\"x\"" + second + "3,4" + last) == lf);
        CHECK(read_text("\"a\",b" + first + "1,\"x\"" + second + "3,4" + last) == lf);
      }
    }
  }
}

TEST_CASE("empty lines are skipped and counted, wherever they stand", "[data]") {
  const Reading read = read_text("\n\r\na,b\n\n\n1,2\r\n\r\n3,4\r\r\n");
  CHECK(read.error.empty());
  CHECK(read.header == Names{"a", "b"});
  CHECK(read.rows == Rows{{"1", "2"}, {"3", "4"}});
  CHECK(read.lines == Lines{6, 8});
  CHECK(read.empty_lines == 6);
}

TEST_CASE("in a table of one column, too: an empty text there is written in quotes", "[data]") {
  const Reading read = read_text("a\n1\n\n\"\"\n2\n\n");
  CHECK(read.rows == Rows{{"1"}, {""}, {"2"}});
  CHECK(read.marks == Names{".", "q", "."});
  CHECK(read.lines == Lines{2, 4, 5});
  CHECK(read.empty_lines == 2);
}

TEST_CASE("quoted line ends belong to the cell, and the next row's line counts them", "[data]") {
  const Reading read = read_text("a,\"b\n2\"\n\"x\r\ny\rz\",1\n3,4\n");
  CHECK(read.header == Names{"a", "b\n2"});
  CHECK(read.rows == Rows{{"x\r\ny\rz", "1"}, {"3", "4"}});
  CHECK(read.lines == Lines{3, 6});
}

TEST_CASE("doubled quotes are one; a quote inside an unquoted cell is text", "[data]") {
  const Reading read = read_text("a,b\n\"say \"\"hi\"\"\",5'7\"\n\"\"\"\",a\"b\"\n");
  CHECK(read.rows == Rows{{"say \"hi\"", "5'7\""}, {"\"", "a\"b\""}});
  CHECK(read.marks == Names{"q.", "q."});
}

TEST_CASE("cells are kept as they are; what they say leaves out unquoted blanks", "[data]") {
  const TempDir dir;
  put(dir / "t.csv", "a,b\n \tx ,\" y \"\n");
  CsvReader reader(dir / "t.csv", {});
  std::unique_ptr<RowBlock> block;
  const auto batch = next_batch(reader, block);
  REQUIRE(batch);
  CHECK(batch->cell(0, 0) == " \tx ");
  CHECK(batch->content(0, 0) == "x");
  CHECK(batch->content(0, 1) == " y ");
  CHECK(batch->file == dir / "t.csv");
}

TEST_CASE("a UTF-8 byte order mark is dropped", "[data]") {
  const Reading plain = read_text("a,b\n1,2\n");
  CHECK(read_text("\xEF\xBB\xBF"
                  "a,b\n1,2\n") == plain);
  CHECK(read_text("\xEF\xBB\xBF\"a\",b\n1,2\n") == plain);
  // Once only, and only at the start.
  CHECK(read_text("\xEF\xBB\xBF\xEF\xBB\xBF"
                  "a,b\n")
            .header == Names{"\xEF\xBB\xBF"
                             "a",
                             "b"});
  CHECK(read_text("a\n\xEF\xBB\xBF"
                  "1\n")
            .rows == Rows{{"\xEF\xBB\xBF"
                           "1"}});
}

TEST_CASE("a header alone is a table without rows", "[data]") {
  for (const std::string text : {"a,b", "a,b\n", "a,b\r\n\r\n"}) {
    const Reading read = read_text(text);
    CHECK(read.error.empty());
    CHECK(read.header == Names{"a", "b"});
    CHECK(read.rows.empty());
  }
}

TEST_CASE("names are trimmed unless they stand in quotes", "[data]") {
  CHECK(read_text(" a ,\tb,\" c \"\n").header == Names{"a", "b", " c "});
  CHECK(read_text("a,\" a\"\n").header == Names{"a", " a"});
}

TEST_CASE("without a header the columns are called c1 to cN", "[data]") {
  const Reading read = read_text("\n1,\"x\"\n2,y\n", without_header());
  CHECK(read.header == Names{"c1", "c2"});
  CHECK(read.rows == Rows{{"1", "x"}, {"2", "y"}});
  CHECK(read.lines == Lines{2, 3});
  CHECK(read.empty_lines == 1);
  CHECK(read_text(",,\n", without_header()).header == Names{"c1", "c2", "c3"});
  CHECK(read_text("a,a\n", without_header()).rows == Rows{{"a", "a"}});
}

TEST_CASE("the delimiter is the one given, else the suffix's", "[data]") {
  CHECK(read_text("a;b,c\n1;2,3\n", split_at(';')).header == Names{"a", "b,c"});
  CHECK(read_text("a,b\tc\n1,2\t3\n", {}, "t.tsv").header == Names{"a,b", "c"});
  CHECK(read_text("a,b\tc\n", {}, "t.csv").header == Names{"a", "b\tc"});
  CHECK(read_text("a,b\tc\n", split_at(','), "t.tsv").header == Names{"a", "b\tc"});
  ReadOptions tsv;
  tsv.format = "tsv";
  CHECK(read_text("a,b\tc\n", tsv).header == Names{"a,b", "c"});
  CHECK(read_text("a;b\n", split_at(';')).remarks.empty());
}

TEST_CASE("the delimiter is sniffed where no suffix tells, and said", "[data]") {
  const auto sniffed = [](const std::string& text) {
    const Reading read = read_text(text, {}, "t");
    return std::to_string(read.header.size()) + " columns; " +
           (read.remarks.empty() ? "" : read.remarks.front());
  };
  CHECK(sniffed("a,b\n1,2\n") == "2 columns; t: fields are separated by a comma");
  CHECK(sniffed("a;b;c\n1,5;2;3\n") == "3 columns; t: fields are separated by a semicolon");
  CHECK(sniffed("a\tb\n1\t2\n") == "2 columns; t: fields are separated by a tab");
  CHECK(sniffed("a|b") == "2 columns; t: fields are separated by '|'");
  CHECK(sniffed("\xEF\xBB\xBF\n\na|b\n") == "2 columns; t: fields are separated by '|'");
  CHECK(sniffed("a;b,c\n1;2\n3;4\n") == "2 columns; t: fields are separated by a semicolon");
  CHECK(sniffed("\"a;x\n\";b\n1;2\n") == "2 columns; t: fields are separated by a semicolon");
  CHECK(sniffed("a\n1\n2\n") == "1 columns; t: one column is read");
  CHECK(sniffed("a b\n1 2\n") ==
        "1 columns; t: one column is read, but its name holds a blank; --delimiter sets what "
        "separates fields");
}

TEST_CASE("a single column whose name holds another delimiter is remarked upon", "[data]") {
  CHECK(read_text("a;b\n1;2\n").remarks ==
        Names{"t.csv: one column is read, but its name holds a semicolon; --delimiter sets what "
              "separates fields"});
  CHECK(read_text("a\tb\n").remarks.front().find("holds a tab;") != std::string::npos);
  CHECK(read_text("a;b\n", split_at(',')).remarks.empty());
  CHECK(read_text("a b\n").remarks.empty());
  CHECK(read_text("a;b\n", without_header()).remarks.empty());
}

TEST_CASE("blocks hold as many rows as is asked for, and counts follow them", "[data]") {
  const TempDir dir;
  put(dir / "t.csv", "a\n1\n\n2\n3\n");
  ReadOptions options;
  options.block_rows = 2;
  CsvReader reader(dir / "t.csv", options);
  CHECK(reader.counts().rows == 0);
  // Those of what was given out, though more is read ahead.
  CHECK(reader.counts().bytes == 2);
  CHECK(reader.counts().total_bytes == 9);
  CHECK(reader.next()->rows() == 2);
  CHECK(reader.counts().bytes == 7);
  CHECK(reader.counts().rows == 2);
  CHECK(reader.counts().empty_lines == 1);
  CHECK(reader.next()->rows() == 1);
  CHECK(reader.counts().rows == 3);
  CHECK(reader.next() == nullptr);
  CHECK(reader.next() == nullptr);
}

TEST_CASE("stdin is read through its copy, as often as needed", "[data]") {
  const TempDir dir;
  put(dir / "copy", "a;b\n1;2\n");
  ReadOptions options;
  options.stdin_fd = open((dir / "copy").c_str(), O_RDONLY | O_CLOEXEC);
  for (int time = 0; time < 2; ++time) {
    CsvReader reader("-", options, 1);
    CHECK(reader.remarks() == Names{"stdin: fields are separated by a semicolon"});
    std::unique_ptr<RowBlock> block;
    CHECK(next_batch(reader, block)->file == "stdin");
  }
  close(options.stdin_fd);
}

TEST_CASE("with as_available a block ends where a pipe has no more for now", "[data]") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  ReadOptions options = split_at(',');
  options.stdin_fd = ends[0];
  options.as_available = true;
  REQUIRE(write(ends[1], "a\n1\n2\n3", 7) == 7);
  CsvReader reader("-", options);
  CHECK(reader.next()->rows() == 2);
  REQUIRE(write(ends[1], "3\n4\n", 4) == 4);
  CHECK(reader.next()->rows() == 2);
  REQUIRE(write(ends[1], "5", 1) == 1);
  close(ends[1]);
  std::unique_ptr<RowBlock> block;
  const auto last = next_batch(reader, block);
  REQUIRE(last);
  CHECK(last->rows() == 1);
  CHECK(last->cell(0, 0) == "5");
  CHECK_FALSE(reader.next());
  close(ends[0]);
}
