#include "plan/plan.h"

#include <algorithm>
#include <cmath>

#include "plan/cost.h"

namespace mlrun {
namespace {

constexpr int kNominalCores = 2;
constexpr int64_t kFewestEpochs = 8;
// On the 900 and 1,000 rows of titanic and credit-g, by folds, a linear model is within a hundredth
// of AUC of all nets together (docs/scores.md).
constexpr int64_t kFewRows = 2000;
const std::string kLinear = "linear";

int64_t most_seeds(const std::string& effort) {
  if (effort == "fast") return 1;
  return effort == "best" ? 5 : 3;
}

double budget_of(const PlanRequest& request, int64_t rows) {
  if (request.seconds <= 0) return effort_seconds(request.effort, rows);
  return request.seconds * request.jobs;
}

class Planner {
 public:
  Planner(const PlanRequest& request, const DataSpec& spec, int64_t rows,
          const ResolveRecipe& resolve)
      : request_(request), spec_(spec), rows_(rows), resolve_(resolve) {
    left_ = budget_of(request, rows);
    for (const std::string& name : request.trained) has_a_net_ = has_a_net_ || name != kLinear;
  }

  Plan plan() {
    const auto tried = recipes({request_.accelerator, request_.log1p, rows_ <= kFewRows});
    for (int64_t seed = 0; seed < most_seeds(request_.effort); ++seed) {
      for (const Recipe& recipe : tried) {
        // From any start a linear model ends alike.
        if (seed == 0 || recipe.name != kLinear) add(recipe, seed);
      }
    }
    add_up();
    return std::move(plan_);
  }

 private:
  bool limited() const { return request_.seconds > 0; }

  double pace_of(const Recipe& recipe) const {
    return limited() ? request_.pace.of(recipe.name) : 1;
  }

  PlannedNet net_of(const Recipe& recipe, int64_t seed) const {
    const TrainConfig config = resolve_(recipe.config);
    // The rows of all folds but one.
    const int64_t folds = std::max<int64_t>(1, request_.folds);
    const int64_t rows = folds > 1 ? rows_ * (folds - 1) / folds : rows_;
    const TrainingCost cost = training_cost(config, spec_, std::max<int64_t>(1, rows));
    PlannedNet net;
    net.name = seed == 0 ? recipe.name : recipe.name + " " + std::to_string(seed + 1);
    net.recipe = recipe;
    net.seed = seed;
    net.seconds = cost.seconds * static_cast<double>(folds) * pace_of(recipe);
    net.bytes = cost.bytes;
    return net;
  }

  void add(const Recipe& recipe, int64_t seed) {
    PlannedNet net = net_of(recipe, seed);
    if (request_.trained.contains(net.name)) return;
    if (net.seconds > left_) {
      if (has_a_net_) return;
      net = shortened(net, kFewestEpochs);
      if (limited() && net.seconds > left_) net = shortened(net_of(quick_recipe(), 0), 1);
    }
    has_a_net_ = has_a_net_ || recipe.name != kLinear;
    left_ -= net.seconds;
    plan_.nets.push_back(std::move(net));
  }

  // As few epochs as fit, as a recipe that says so.
  PlannedNet shortened(const PlannedNet& whole, int64_t fewest) const {
    const double share = std::min(1.0, left_ / whole.seconds);
    const double likely = training_cost(resolve_(whole.recipe.config), spec_, rows_).epochs;
    Recipe shorter = whole.recipe;
    shorter.config["train"]["epochs"] =
        std::max(fewest, static_cast<int64_t>(std::floor(likely * share)));
    return net_of(shorter, 0);
  }

  void add_up() {
    std::vector<double> bytes;
    for (const PlannedNet& net : plan_.nets) {
      plan_.core_seconds += net.seconds;
      bytes.push_back(net.bytes);
    }
    std::sort(bytes.rbegin(), bytes.rend());
    bytes.resize(std::min(bytes.size(), static_cast<size_t>(request_.jobs)));
    for (const double each : bytes) plan_.bytes += each;
    plan_.seconds = makespan();
  }

  // Nets begin in order, each where one ends first.
  double makespan() const {
    std::vector<double> ends(static_cast<size_t>(request_.jobs), 0.0);
    for (const PlannedNet& net : plan_.nets)
      *std::min_element(ends.begin(), ends.end()) += net.seconds;
    return *std::max_element(ends.begin(), ends.end());
  }

  const PlanRequest& request_;
  const DataSpec& spec_;
  int64_t rows_;
  const ResolveRecipe& resolve_;
  double left_ = 0;
  bool has_a_net_ = false;  // besides the linear one
  Plan plan_;
};

}  // namespace

double HostPace::of(const std::string& recipe) const {
  const auto known = recipes.find(recipe);
  if (known != recipes.end()) return known->second;
  double slowest = 0;
  for (const auto& [name, pace] : recipes) slowest = std::max(slowest, pace);
  return slowest > 0 ? slowest : 1;
}

double effort_seconds(const std::string& effort, int64_t rows) {
  const double whole = kNominalCores * (2 + static_cast<double>(rows) / 50);
  if (effort == "fast") return whole / 10;
  return effort == "best" ? 6 * whole : whole;
}

Plan make_plan(const PlanRequest& request, const DataSpec& spec, int64_t rows,
               const ResolveRecipe& resolve) {
  return Planner(request, spec, rows, resolve).plan();
}

}  // namespace mlrun
