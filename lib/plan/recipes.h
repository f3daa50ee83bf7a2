#pragma once

#include <string>
#include <vector>

#include "core/json.h"

namespace mlrun {

// A net worth trying: what it sets over the defaults of its type.
struct Recipe {
  std::string name;
  Json config;
};

// The nets that auto tries, the most promising first.
// On a CPU those that train in minutes there; an accelerator takes TabM as its paper has it.
// log1p: realmlp is tried on the logarithm of the target as well.
std::vector<Recipe> recipes(bool accelerator, bool log1p = false);

}  // namespace mlrun
