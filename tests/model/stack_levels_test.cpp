#include "model/stack_levels.h"

#include <torch/types.h>

#include <catch2/catch.hpp>
#include <set>

using namespace mlrun;

TEST_CASE("every matrix of a stack has a level of its own, zeros at first") {
  const StackLevels levels(3, 2, torch::ones({1}));
  std::vector<at::Tensor> all = {levels.x(), levels.factors(), levels.heads(), levels.incoming()};
  for (int64_t i = 0; i < 3; ++i) {
    all.insert(all.end(), {levels.weight(i), levels.bias(i), levels.input(i), levels.gradient(i)});
  }
  std::set<const void*> places;
  for (const auto& level : all) {
    CHECK(level.sizes() == at::IntArrayRef({2}));
    CHECK(level.sum().item<float>() == 0);
    places.insert(level.const_data_ptr());
  }
  CHECK(places.size() == 16);
  CHECK(StackLevels(3, levels.all()).gradient(2).const_data_ptr() ==
        levels.gradient(2).const_data_ptr());
}

TEST_CASE("where nothing is scaled there are no levels") {
  const StackLevels levels(3, 1, torch::ones({1}));
  CHECK_FALSE(levels.all().defined());
  CHECK_FALSE(levels.weight(2).defined());
}
