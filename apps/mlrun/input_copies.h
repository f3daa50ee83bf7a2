#pragma once

#include <string>
#include <vector>

#include "data/row_reader.h"

namespace mlrun {

// Those inputs that can be read once only: stdin and pipes. Training reads its rows more than once.
std::vector<std::string> read_once(std::vector<std::string> paths);

// Copies of them in memory, set into the options; they live as long as the process.
void copy_inputs(const std::vector<std::string>& paths, ReadOptions& options);

}  // namespace mlrun
