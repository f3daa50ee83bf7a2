#include "arrow/arrow_reader.h"
#include "arrow/parquet_format.h"
#include "core/version.h"
#include "data/arrow_component.h"

namespace mlrun {
namespace {

std::unique_ptr<RowReader> open_reader(std::unique_ptr<ByteSource> source, const std::string& path,
                                       const ReadOptions& options) {
  return std::make_unique<ArrowReader>(std::move(source), path, options);
}

std::unique_ptr<RowFormat> make_parquet_format(std::vector<OutputColumn> columns) {
  return std::make_unique<ParquetFormat>(std::move(columns));
}

}  // namespace
}  // namespace mlrun

// The one symbol that the loader looks for.
extern "C" const mlrun::ArrowComponent* mlrun_arrow_component() {
  static const std::string version(mlrun::version());
  static const mlrun::ArrowComponent component{version.c_str(), &mlrun::open_reader,
                                               &mlrun::make_parquet_format};
  return &component;
}
