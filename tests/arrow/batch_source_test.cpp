#include "arrow/batch_source.h"

#include "arrow/files.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

std::string refusal(const std::string& path, const std::string& format = "auto") {
  return data_error([&] { open_batches(source_of(path), path, format); });
}

}  // namespace

TEST_CASE("the first bytes tell the format, not the name") {
  const TempDir dir;
  for (const std::string name : {"groups_zstd.parquet", "groups.arrow", "groups.arrows"}) {
    const std::string path = dir / "table.bin";
    put(path, slurp(arrow_file(name)));
    const auto batches = open_batches(source_of(path), path, "arrow");
    CHECK(batches->schema().num_fields() == 3);
    CHECK(batches->next()->num_rows() > 0);
    CHECK(batches->total_bytes() == slurp(path).size());
  }
}

TEST_CASE("what is none of them is an error with a reason") {
  const TempDir dir;
  put(dir / "t.parquet", "a,b\n1,2\n");
  CHECK_THAT(refusal(dir / "t.parquet", "parquet"), Catch::Contains("cannot be read as Parquet: "));
  CHECK_THAT(refusal(dir / "t.parquet"), Catch::Contains("cannot be read as Arrow IPC: "));
  put(dir / "empty", "");
  CHECK_THAT(refusal(dir / "empty"), Catch::Contains("cannot be read as Arrow IPC: "));
  CHECK_THAT(refusal(dir / "empty", "parquet"), Catch::Contains("cannot be read as Parquet: "));
}

TEST_CASE("the old Feather is told apart") {
  const TempDir dir;
  put(dir / "t.feather", "FEA1 and so on");
  CHECK(refusal(dir / "t.feather") ==
        dir / "t.feather" +
            ": cannot be read as Arrow IPC: it is Feather version 1; write it anew "
            "as version 2 (Arrow IPC) or Parquet");
}
