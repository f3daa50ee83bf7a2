#include "plan/plan.h"

#include <catch2/catch.hpp>
#include <set>

#include "config/resolve.h"
#include "plan/cost.h"
#include "plan/fixtures.h"

using namespace mlrun;

namespace {

TrainConfig resolved(const Json& recipe) {
  return resolve_recipe(resolve_config({}), recipe).config;
}

Plan plan(const PlanRequest& request, int64_t rows, int features = 8) {
  return make_plan(request, numeric_spec(features), rows, resolved);
}

}  // namespace

TEST_CASE("an effort's seconds by hand") {
  CHECK(effort_seconds("default", 1000) == 2 * (2 + 20));
  CHECK(effort_seconds("fast", 1000) == Approx(4.4));
  CHECK(effort_seconds("best", 1000) == 264);
}

TEST_CASE("a plan stays within its effort") {
  for (const char* effort : {"fast", "default", "best"}) {
    for (const int64_t rows : {100, 1000, 13'000, 100'000}) {
      PlanRequest request;
      request.effort = effort;
      const Plan made = plan(request, rows);
      INFO(effort << " " << rows);
      REQUIRE_FALSE(made.nets.empty());
      const bool shortest = made.nets.size() == 1;
      CHECK((made.core_seconds <= effort_seconds(effort, rows) || shortest));
    }
  }
}

TEST_CASE("more effort trains more nets") {
  const auto nets = [](const char* effort) {
    PlanRequest request;
    request.effort = effort;
    return plan(request, 13'000).nets.size();
  };
  CHECK(nets("fast") == 1);
  CHECK(nets("default") > nets("fast"));
  CHECK(nets("best") > nets("default"));
}

TEST_CASE("a plan names each net once and gives later ones other seeds") {
  PlanRequest request;
  request.effort = "best";
  const Plan made = plan(request, 1000);
  std::set<std::string> names;
  for (const PlannedNet& net : made.nets) CHECK(names.insert(net.name).second);
  CHECK(made.nets[0].name == "linear");  // once, and of few rows only
  CHECK(made.nets[1].name == "tabm-small");
  CHECK(names.count("linear 2") == 0);
  CHECK(plan(request, 2001).nets[0].name == "tabm-small");
  CHECK(names.count("realmlp 2") == 1);
  for (const PlannedNet& net : made.nets) {
    if (net.name == "realmlp 2") CHECK(net.seed == 1);
  }
}

TEST_CASE("where nothing fits, the first net is cut short") {
  PlanRequest request;
  request.effort = "fast";
  const Plan made = plan(request, 13'000);
  REQUIRE(made.nets.size() == 1);
  const TrainConfig config = resolved(made.nets[0].recipe.config);
  CHECK(config.train.epochs < 256);
  CHECK(config.train.epochs >= 8);
}

TEST_CASE("the host does not matter without a limit, but to the estimate") {
  PlanRequest one;
  PlanRequest many;
  many.jobs = 16;
  many.pace.recipes = {{"tabm-small", 3}};
  const Plan a = plan(one, 5000);
  const Plan b = plan(many, 5000);
  REQUIRE(a.nets.size() == b.nets.size());
  for (size_t i = 0; i < a.nets.size(); ++i) {
    CHECK(a.nets[i].recipe.config == b.nets[i].recipe.config);
  }
}

TEST_CASE("a limit decides instead of the effort, by how slow the host is") {
  PlanRequest request;
  request.effort = "best";
  request.seconds = 60;
  request.jobs = 2;
  const Plan fast_host = plan(request, 5000);
  CHECK(fast_host.core_seconds <= 120);
  request.pace.recipes = {{"tabm-small", 4}};
  const Plan slow_host = plan(request, 5000);
  CHECK(slow_host.core_seconds <= 120);
  CHECK(slow_host.nets.size() < fast_host.nets.size());
}

TEST_CASE("a recipe of unknown pace is as slow as the slowest") {
  CHECK(HostPace{}.of("tabm") == 1);
  const HostPace pace{{{"tabm", 2}, {"realmlp", 5}}};
  CHECK(pace.of("tabm") == 2);
  CHECK(pace.of("dense") == 5);
}

TEST_CASE("with a limit each recipe counts by its own pace") {
  const auto names = [](const Plan& made) {
    std::set<std::string> found;
    for (const PlannedNet& net : made.nets) found.insert(net.name);
    return found;
  };
  PlanRequest request;
  request.seconds = 300;
  request.pace.recipes = {{"tabm-small", 1}, {"realmlp", 1}, {"dense+ple", 1}};
  REQUIRE(names(plan(request, 5000)).contains("realmlp"));
  request.pace.recipes["realmlp"] = 50;
  const Plan made = plan(request, 5000);
  CHECK_FALSE(names(made).contains("realmlp"));
  CHECK(names(made).contains("tabm-small"));
}

TEST_CASE("a limit too short for the first net in 8 epochs gets a small net that fits") {
  PlanRequest request;
  request.seconds = 20;
  request.pace.recipes = {{"tabm-small", 1}};
  const Plan made = plan(request, 400'000);
  REQUIRE(made.nets.size() == 1);
  CHECK(made.nets[0].name == "quick");
  CHECK(made.seconds <= 20);
  const int64_t epochs = resolved(made.nets[0].recipe.config).train.epochs;
  CHECK(epochs >= 4);
  CHECK(epochs <= 20);
  // Without a limit there is time for the first.
  CHECK(plan({}, 400'000).nets[0].name == "tabm-small");
}

TEST_CASE("what was trained is not planned again, and nothing is cut short beside it") {
  PlanRequest request;
  request.seconds = 60;
  request.jobs = 2;
  const Plan first = plan(request, 5000);
  for (const PlannedNet& net : first.nets) request.trained.insert(net.name);
  const Plan second = plan(request, 5000);
  REQUIRE_FALSE(second.nets.empty());
  for (const PlannedNet& net : second.nets) CHECK_FALSE(request.trained.contains(net.name));
  CHECK(second.core_seconds <= 120);
  request.seconds = 1e-3;
  CHECK(plan(request, 5000).nets.empty());
  request.trained = {"linear"};
  CHECK(plan(request, 1000).nets.size() == 1);  // which alone is no plan
}

TEST_CASE("each fold is paid for") {
  PlanRequest request;
  request.effort = "best";
  const double whole = plan(request, 5000).nets[0].seconds;
  request.folds = 5;
  const double folded = plan(request, 5000).nets[0].seconds;
  CHECK(folded > 3 * whole);
  CHECK(folded < 5.5 * whole);
}
