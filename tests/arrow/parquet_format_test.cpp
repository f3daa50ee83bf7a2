#include "arrow/parquet_format.h"

#include <arrow/io/memory.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>

#include "arrow/files.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

const std::vector<OutputColumn> kColumns = {{"id", true}, {"prediction", true}, {"p", false}};

OutputRows rows_of(size_t count, size_t first = 0) {
  static const std::vector<std::string> kLabels = {"no", "yes"};
  OutputRows rows;
  rows.rows = count;
  rows.kept = 1;
  rows.columns.resize(3);
  for (size_t i = 0; i < count; ++i) {
    rows.columns[0].texts.push_back("row");
    rows.columns[1].texts.push_back(kLabels[(first + i) % 2]);
    rows.columns[2].numbers.push_back(float(first + i) / 8);
  }
  return rows;
}

}  // namespace

TEST_CASE("what is written is read back, nulls where there is no answer") {
  ParquetFormat format(kColumns);
  std::string bytes = format.begin();
  CHECK(bytes == "PAR1");
  OutputRows rows = rows_of(3);
  rows.columns[0].texts = {"a,b", "", "größe"};
  rows.unanswered = {0, 1, 0};
  CHECK(format.encode(rows).empty());
  bytes += format.append(rows);
  bytes += format.end();
  const TempDir dir;
  put(dir / "t.parquet", bytes);
  auto reader = open_arrow(dir / "t.parquet");
  CHECK(reader.header() == std::vector<std::string>{"id", "prediction", "p"});
  using Row = std::vector<std::string>;
  CHECK(read_rows(reader).cells ==
        std::vector<Row>{{"a,b", "no", "0"}, {"", "\\N", "\\N"}, {"größe", "no", "0.25"}});
}

TEST_CASE("rows are gathered into row groups, whose bytes come out when they are full") {
  ParquetFormat format(kColumns);
  std::string bytes = format.begin();
  size_t with_bytes = 0;
  for (size_t first = 0; first < 150000; first += 5000) {
    const std::string more = format.append(rows_of(5000, first));
    with_bytes += more.empty() ? 0 : 1;
    bytes += more;
  }
  CHECK(with_bytes == 2);
  bytes += format.end();
  const auto file = parquet::ParquetFileReader::Open(
      std::make_shared<arrow::io::BufferReader>(arrow::Buffer::FromString(bytes)));
  const auto metadata = file->metadata();
  REQUIRE(metadata->num_row_groups() == 3);
  CHECK(metadata->num_rows() == 150000);
  CHECK(metadata->RowGroup(0)->num_rows() == 65536);
  CHECK(metadata->RowGroup(0)->ColumnChunk(2)->compression() == parquet::Compression::ZSTD);
  CHECK(metadata->schema()->Column(2)->physical_type() == parquet::Type::FLOAT);
}

TEST_CASE("no rows at all give a table with its columns") {
  ParquetFormat format(kColumns);
  const std::string bytes = format.begin() + format.end();
  const TempDir dir;
  put(dir / "t.parquet", bytes);
  auto reader = open_arrow(dir / "t.parquet");
  CHECK(reader.header().size() == 3);
  CHECK(reader.next() == nullptr);
}

TEST_CASE("two columns of one name are refused, for readers go by name") {
  try {
    ParquetFormat format({{"a", true}, {"a", false}});
    FAIL("taken");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kUsage);
    CHECK_THAT(error.what(), Catch::StartsWith("parquet: two columns of the output are called"));
  }
}

TEST_CASE("the same rows give the same bytes, in whatever blocks they come") {
  std::vector<std::string> runs;
  for (const size_t block : {70000UL, 70000UL, 1000UL, 999UL}) {
    ParquetFormat format(kColumns);
    std::string bytes = format.begin();
    for (size_t first = 0; first < 70000; first += block) {
      bytes += format.append(rows_of(std::min(block, 70000 - first), first));
    }
    runs.push_back(bytes + format.end());
  }
  for (const std::string& bytes : runs) CHECK(bytes == runs[0]);
}
