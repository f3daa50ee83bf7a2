#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "config/train_config.h"
#include "data/spec.h"
#include "plan/recipes.h"

namespace mlrun {

// What a plan depends on, and nothing else does.
struct PlanRequest {
  std::string effort = "default";  // fast | default | best
  bool accelerator = false;
  bool log1p = false;  // whether a net is tried on the logarithm of the target too
  int64_t folds = 0;   // >= 2: each net is trained so many times
  // Given a limit: seconds that are left for training, nets at the same time, and how much slower
  // than nominal this host is. Without one the effort and the rows decide, alike on every host.
  double seconds = 0;
  int jobs = 1;
  double slowness = 1;
  std::set<std::string> trained;  // names of nets that an earlier plan has trained
};

struct PlannedNet {
  std::string name;    // "realmlp", of several seeds "realmlp 2"
  Json recipe;         // over the defaults of its type, below what the user sets
  int64_t seed = 0;    // added to the run's
  double seconds = 0;  // of one core, nominal, all folds
  double bytes = 0;
};

struct Plan {
  std::vector<PlannedNet> nets;  // in the order they are to begin
  double core_seconds = 0;       // all nets
  double seconds = 0;            // with so many at a time, on this host as far as it is known
  double bytes = 0;              // the largest so many nets together
};

// Core seconds that an effort spends on so many rows: default 2 x (2 + rows / 50), which is
// california's 16,000 rows in five minutes on two cores; fast a tenth of it, best six times as
// much.
double effort_seconds(const std::string& effort, int64_t rows);

// How a recipe and what the user set become one configuration.
using ResolveRecipe = std::function<TrainConfig(const Json& recipe)>;

// Nets of the recipes in turn, each with seeds of its own, as long as they fit the budget. Where
// none is trained and not even the first fits, its epochs are cut until it does. Requires rows > 0.
// No nets where some are trained and no other fits.
Plan make_plan(const PlanRequest& request, const DataSpec& spec, int64_t rows,
               const ResolveRecipe& resolve);

}  // namespace mlrun
