#include "plan/recipes.h"

#include <catch2/catch.hpp>
#include <set>

#include "config/resolve.h"

using namespace mlrun;

TEST_CASE("every recipe is a configuration that says its net") {
  for (const bool accelerator : {false, true}) {
    std::set<std::string> names;
    for (const Recipe& recipe : recipes(accelerator)) {
      INFO(recipe.name);
      const ResolvedConfig resolved = resolve_recipe(resolve_config({}), recipe.config);
      CHECK_FALSE(is_auto(resolved.config.model));
      CHECK(type_name(resolved.config.model) == recipe.config.at("model").at("type"));
      CHECK(names.insert(recipe.name).second);
    }
    CHECK(names.size() >= 3);
  }
}

TEST_CASE("the logarithm of a target is one net more") {
  const auto tried = recipes(false, true);
  REQUIRE(tried.size() == recipes(false).size() + 1);
  const TrainConfig config = resolve_recipe(resolve_config({}), tried.back().config).config;
  CHECK(tried.back().name == "realmlp log1p");
  CHECK(config.features.target == "log1p");
  CHECK(type_name(config.model) == "realmlp");
}

TEST_CASE("the dense net of a plan is the preset dense_ple") {
  ConfigSources preset;
  preset.preset = "dense_ple";
  const TrainConfig expected = resolve_config(preset).config;
  for (const Recipe& recipe : recipes(false)) {
    if (recipe.name != "dense+ple") continue;
    CHECK(to_json(resolve_recipe(resolve_config({}), recipe.config).config) == to_json(expected));
    return;
  }
  FAIL("no dense+ple");
}
