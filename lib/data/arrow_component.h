#pragma once

#include <memory>
#include <string>
#include <vector>

#include "data/byte_source.h"
#include "data/row_format.h"
#include "data/row_reader.h"

namespace mlrun {

// What libmlrun_arrow.so offers: Parquet and Arrow IPC, by Arrow C++, no type of which passes this
// border.
struct ArrowComponent {
  const char* version;  // of the program it was built with
  // Reads one file. format of the options: "parquet" insists on it, else the first bytes tell.
  // Throws Error(kData).
  std::unique_ptr<RowReader> (*open_reader)(std::unique_ptr<ByteSource> source,
                                            const std::string& path, const ReadOptions& options);
  std::unique_ptr<RowFormat> (*make_parquet_format)(std::vector<OutputColumn> columns);
};

// Loaded by the first call, from beside this library (about 20 ms). Throws Error(kFailure) that
// says how to get it when it is missing or of another version; each call then tries again.
const ArrowComponent& arrow_component();

}  // namespace mlrun
