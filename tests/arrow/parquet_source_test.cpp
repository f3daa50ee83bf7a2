#include "arrow/parquet_source.h"

#include <arrow/io/file.h>

#include "arrow/files.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

std::unique_ptr<BatchSource> open(const std::string& name) {
  return open_parquet({name, arrow::io::ReadableFile::Open(arrow_file(name)).ValueOrDie()});
}

}  // namespace

TEST_CASE("batches have no more rows than asked for, and all together are the table") {
  const auto source = open("groups_zstd.parquet");
  source->set_batch_rows(50);
  int64_t rows = 0;
  uint64_t bytes = 0;
  while (const auto batch = source->next()) {
    CHECK(batch->num_rows() <= 50);
    rows += batch->num_rows();
    CHECK(source->bytes() > bytes);
    bytes = source->bytes();
  }
  CHECK(rows == 1000);
  CHECK(bytes == source->total_bytes());
  CHECK(!source->may_wait());
}

TEST_CASE("a Parquet file without rows has a schema") {
  const auto source = open("empty.parquet");
  CHECK(source->schema().num_fields() == 2);
  CHECK(source->next() == nullptr);
  CHECK(source->bytes() == source->total_bytes());
}

TEST_CASE("an Arrow file is no Parquet") {
  CHECK_THAT(data_error([] { open("groups.arrow"); }),
             Catch::StartsWith("groups.arrow: cannot be read as Parquet: "));
}
