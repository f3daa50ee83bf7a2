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

// What the nets worth trying hang on.
struct RecipeRequest {
  bool accelerator = false;  // takes TabM as its paper has it, a CPU what trains in minutes there
  bool log1p = false;        // realmlp is tried on the logarithm of the target as well
  bool linear = false;       // so is a linear model, before the others: it costs next to nothing
};

// The preset quick: what the shortest time allows.
Recipe quick_recipe();

// The nets that auto tries, the most promising first.
std::vector<Recipe> recipes(const RecipeRequest& request);

}  // namespace mlrun
