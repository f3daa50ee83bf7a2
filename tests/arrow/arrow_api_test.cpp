#include "arrow/files.h"
#include "data/arrow_component.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("the component is loaded from beside the program's library, and reads and writes") {
  const ArrowComponent& component = arrow_component();
  CHECK(std::string(component.version) == MLRUN_VERSION);
  CHECK(&arrow_component() == &component);
  const std::string path = arrow_file("groups_zstd.parquet");
  const auto reader = component.open_reader(source_of(path), path, {});
  CHECK(read_rows(*reader).cells.size() == 1000);
  CHECK(component.make_parquet_format({{"prediction", false}})->begin() == "PAR1");
  const std::string csv = std::string(MLRUN_SOURCE_DIR) + "/tests/data/diabetes_test.csv";
  CHECK_THAT(data_error([&] { component.open_reader(source_of(csv), csv, {}); }),
             Catch::Contains("cannot be read as Arrow IPC"));
}
