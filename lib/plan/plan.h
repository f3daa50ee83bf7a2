#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "config/train_config.h"
#include "data/spec.h"
#include "plan/recipes.h"

namespace mlrun {

// How long nets take on this host, as a multiple of their nominal seconds.
struct HostPace {
  std::map<std::string, double> recipes;  // those known, by their names
  // Of a recipe that is not known: the slowest that is; 1 where none is.
  double of(const std::string& recipe) const;
};

// What a plan depends on, and nothing else does.
struct PlanRequest {
  std::string effort = "default";  // fast | default | best
  bool accelerator = false;
  bool log1p = false;  // whether a net is tried on the logarithm of the target too
  int64_t folds = 0;   // >= 2: each net is trained so many times
  // Given a limit: seconds that are left for training, nets at the same time, and what they take on
  // this host. Without one the effort and the rows decide, alike on every host.
  double seconds = 0;
  int jobs = 1;
  HostPace pace;
  std::set<std::string> trained;  // names of nets that an earlier plan has trained
};

struct PlannedNet {
  std::string name;    // "realmlp", of several seeds "realmlp 2"
  Recipe recipe;       // over the defaults of its type, below what the user sets
  int64_t seed = 0;    // added to the run's
  double seconds = 0;  // of one core, all folds; with a limit on this host, else nominal
  double bytes = 0;
};

struct Plan {
  std::vector<PlannedNet> nets;  // in the order they are to begin
  double core_seconds = 0;       // all nets
  double seconds = 0;            // with so many at a time
  double bytes = 0;              // the largest so many nets together
};

// Core seconds that an effort spends on so many rows: default 2 x (2 + rows / 50), which is
// california's 16,000 rows in five minutes on two cores; fast a tenth of it, best six times as
// much.
double effort_seconds(const std::string& effort, int64_t rows);

// How a recipe and what the user set become one configuration.
using ResolveRecipe = std::function<TrainConfig(const Json& recipe)>;

// Nets of the recipes in turn, each with seeds of its own, as long as they fit the budget. Where
// none is trained and not even the first fits, its epochs are cut until it does, but to 8 at least:
// a limit too short for these gets a small net instead, of as many epochs as fit. Requires rows >
// 0. No nets where some are trained and no other fits.
Plan make_plan(const PlanRequest& request, const DataSpec& spec, int64_t rows,
               const ResolveRecipe& resolve);

}  // namespace mlrun
