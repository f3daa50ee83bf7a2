#pragma once

#include <string>
#include <utility>
#include <vector>

namespace mlrun {

// The files that a command line names.
struct RunFiles {
  std::vector<std::string> inputs;
  std::vector<std::pair<std::string, std::string>>
      outputs;  // flag and path; empty: not given, -: stdout
};

// No output may be written over an input or over another output. Throws Error(kUsage).
void check_files(const RunFiles& files);

}  // namespace mlrun
