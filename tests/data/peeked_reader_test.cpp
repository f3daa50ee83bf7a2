#include "data/peeked_reader.h"

#include "data/fixtures.h"
#include "data/row_fixtures.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("a first block that was looked at is given out again", "[data]") {
  const TempDir dir;
  put(dir / "t.csv", "x\n1\n2\n3\n");
  ReadOptions options;
  options.block_rows = 2;
  PeekedReader reader(open_rows({dir / "t.csv"}, options));
  REQUIRE(reader.first() != nullptr);
  CHECK(reader.first()->rows() == 2);
  CHECK(whole_batch(*reader.first(), 1).cell(1, 0) == "2");
  const Rows rows = rows_of(reader);
  CHECK(rows.cells == std::vector<std::vector<std::string>>{{"1"}, {"2"}, {"3"}});
  CHECK(rows.blocks == std::vector<size_t>{2, 1});
  CHECK(reader.first() == nullptr);
}

TEST_CASE("without rows there is no first block", "[data]") {
  const TempDir dir;
  put(dir / "t", "x;y\n");
  PeekedReader reader(open_rows({dir / "t"}, {}));
  CHECK(reader.first() == nullptr);
  CHECK(reader.next() == nullptr);
  CHECK(reader.header() == std::vector<std::string>{"x", "y"});
  CHECK(reader.remarks().size() == 1);
}
