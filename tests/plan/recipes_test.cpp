#include "plan/recipes.h"

#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "config/resolve.h"

using namespace mlrun;

TEST_CASE("every recipe is a configuration that says its net") {
  for (const bool accelerator : {false, true}) {
    std::set<std::string> names;
    for (const Recipe& recipe : recipes({.accelerator = accelerator})) {
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
  const auto tried = recipes({.log1p = true});
  REQUIRE(tried.size() == recipes({}).size() + 1);
  const TrainConfig config = resolve_recipe(resolve_config({}), tried.back().config).config;
  CHECK(tried.back().name == "realmlp log1p");
  CHECK(config.features.target == "log1p");
  CHECK(type_name(config.model) == "realmlp");
}

TEST_CASE("three nets of plans are presets") {
  const std::map<std::string, std::string> presets{
      {"dense+ple", "dense_ple"}, {"linear", "linear"}, {"quick", "quick"}};
  size_t found = 0;
  auto all = recipes({.linear = true});
  all.push_back(quick_recipe());
  for (const Recipe& recipe : all) {
    if (presets.count(recipe.name) == 0) continue;
    ConfigSources preset;
    preset.preset = presets.at(recipe.name);
    const TrainConfig expected = resolve_config(preset).config;
    CHECK(to_json(resolve_recipe(resolve_config({}), recipe.config).config) == to_json(expected));
    ++found;
  }
  CHECK(found == presets.size());
}
