#include "arrow/ipc_source.h"

#include <arrow/io/file.h>

#include "arrow/files.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

std::unique_ptr<BatchSource> open(const std::string& name) {
  const std::string path = arrow_file(name);
  if (name.ends_with(".arrows")) return open_ipc_stream(source_of(path));
  return open_ipc_file({name, arrow::io::ReadableFile::Open(path).ValueOrDie()});
}

}  // namespace

TEST_CASE("record batches come one by one, as they were written") {
  const std::string name =
      GENERATE("groups.arrow", "groups_zstd.arrow", "groups_lz4.arrow", "groups.arrows");
  CAPTURE(name);
  const auto source = open(name);
  CHECK(source->schema().field(2)->name() == "name");
  for (int i = 0; i < 10; ++i) CHECK(source->next()->num_rows() == 97);
  CHECK(source->next()->num_rows() == 30);
  CHECK(source->next() == nullptr);
  CHECK(source->next() == nullptr);
  CHECK(source->bytes() == source->total_bytes());
}

TEST_CASE("a file and a stream are not taken for each other") {
  const std::string path = arrow_file("groups.arrow");
  CHECK_THAT(data_error([&] { open_ipc_stream(source_of(path)); }),
             Catch::Contains("cannot be read as Arrow IPC: "));
  CHECK_THAT(data_error([] {
               open_ipc_file(
                   {"t", arrow::io::ReadableFile::Open(arrow_file("groups.arrows")).ValueOrDie()});
             }),
             Catch::Contains("cannot be read as Arrow IPC: "));
}
