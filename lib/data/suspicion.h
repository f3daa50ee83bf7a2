#pragma once

#include <string>
#include <vector>

#include "data/infer.h"

namespace mlrun {

// A column that is probably not what the user thinks.
struct Suspicion {
  std::string column;
  std::string kind;  // constant | unique | mostly-missing | target-name | target-copy
  std::string why;   // "it has one value in every row"
};

// Looks at the features of an inference; those that only rows can show (unique numbers, a copy of
// the target) need its table. Said, never acted on.
std::vector<Suspicion> suspicions(const Inference& inference);

}  // namespace mlrun
