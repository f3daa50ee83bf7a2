#pragma once

#include <functional>
#include <string>

#include "data/row_reader.h"

namespace mlrun {

// Shows how far the reading of a table is: bytes, rows, rows a second.
std::function<void(const ReadCounts&)> read_progress(const std::string& label);

// "1.2 s (1,028,805 rows/s)", for summaries.
std::string rate_text(uint64_t rows, double seconds);

// "4G", "512M", "64K" or bytes; throws Error(kUsage) naming the flag.
uint64_t parse_bytes(const std::string& flag, const std::string& text);

}  // namespace mlrun
