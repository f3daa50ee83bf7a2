#include "predict/stack_shape.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <set>

using namespace mlrun;

namespace {

const FeatureLayout kLayout{{"a", "b"}, {"a"}, {"k", "l", "m"}, {2, 3, 20}};

double clip(double x) { return x / std::sqrt(1 + x * x / 9); }

}  // namespace

TEST_CASE("which nets have a shape") {
  const auto has = [](const ModelConfig& config) {
    return stack_shape({config, kLayout, 1, false}).has_value();
  };
  CHECK(has(DenseOptions{}));
  CHECK(has(TabMOptions{}));
  CHECK(has(RealMlpOptions{}));
  CHECK(has(DenseOptions{.embedding = {.type = "plr-lite"}}));
  CHECK(has(TabMOptions{.variant = "full"}));
  CHECK_FALSE(has(DenseOptions{.batch_norm = true}));
  CHECK_FALSE(has(ResNetOptions{}));
}

TEST_CASE("shapes by hand") {
  const NetShape tabm = *stack_shape({TabMOptions{}, kLayout, 3, true});
  CHECK(tabm.input_width() == 2 * 16 + 1 + 25);
  CHECK(tabm.members == 32);
  CHECK(tabm.hidden == std::vector<size_t>{640, 640, 640});
  const NetShape realmlp = *stack_shape({RealMlpOptions{}, kLayout, 3, true});
  CHECK(realmlp.activation == Epilogue::kSelu);
  CHECK(realmlp.embedded == std::vector<std::pair<size_t, size_t>>{{2, 0}});
  CHECK(realmlp.embedded_rows == 21);
  CHECK(realmlp.members == 1);
  CHECK(stack_shape({RealMlpOptions{}, kLayout, 1, false})->activation == Epilogue::kMish);
}

TEST_CASE("RealMLP's columns by hand") {
  // An indicator, one column for k, three for l, none for m.
  REQUIRE(plain_width(kLayout, 8) == 5);
  const CodeColumns columns = plain_columns(kLayout, 8, {0, 1, 0, 0, 0}, {2, 0.5F, 4, 4, 0});
  CHECK(columns.base[0] == 0);
  CHECK(columns.rise[0] == Approx(clip(2)));
  CHECK(columns.base[1] == Approx(clip(-0.5)));  // k unknown: 0
  CHECK(columns.levels[0][1][0].second == Approx(clip(0)).margin(1e-7));
  CHECK(columns.levels[0][2][0].second == Approx(clip(-1)));
  CHECK(columns.levels[1][0].empty());
  CHECK(columns.levels[1][2][0].first == 3);
  CHECK(columns.levels[1][2][0].second == Approx(clip(4)));
  CHECK(columns.levels[1][3][0].second == 0);  // a constant column
  CHECK(columns.levels[2].empty());
}

TEST_CASE("every slot has a path of its own and as many values") {
  for (const ModelConfig& config :
       {ModelConfig(DenseOptions{.embedding = {.type = "ple"}}), ModelConfig(TabMOptions{}),
        ModelConfig(TabMOptions{.variant = "full"}),
        ModelConfig(DenseOptions{.embedding = {.type = "plr-lite"}}),
        ModelConfig(RealMlpOptions{.members = 3})}) {
    NetShape shape = *stack_shape({config, kLayout, 3, true});
    const ParameterSlots slots(shape);
    std::set<std::string> names;
    const int64_t copies = std::holds_alternative<RealMlpOptions>(config) ? 3 : 1;
    for (const SlotPath& path : slot_paths(shape, slots, config)) {
      CHECK(names.insert(path.path).second);
      int64_t count = 1;
      for (const int64_t size : path.shape) count *= size;
      INFO(path.path);
      CHECK(count == copies * static_cast<int64_t>(path.slot.rows * path.slot.columns));
    }
    CHECK(names.size() == slots.all().size());
  }
}
