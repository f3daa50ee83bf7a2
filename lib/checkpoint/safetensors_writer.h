#pragma once

#include <string>
#include <utility>
#include <vector>

#include "checkpoint/state_dict.h"

namespace mlrun {

// A tensor to be written; the data stay where they are.
struct NamedTensor {
  std::string name;
  const HostTensor* tensor = nullptr;
};

// The container's bytes. Tensors stand by element size, largest first, then by name, so that each
// begins on a multiple of its element size. Throws Error(kFailure) for what no reader would take:
// a bad or double name, bytes that do not fit the shape, text that is not UTF-8.
std::string write_container(const std::vector<std::pair<std::string, std::string>>& metadata,
                            std::vector<NamedTensor> tensors);

}  // namespace mlrun
