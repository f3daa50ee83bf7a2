#include "device/process_group.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

using namespace mlrun;

TEST_CASE("a world of one needs nobody") {
  const auto group = join_group(RankPlace{}, at::kCPU);
  CHECK(group->rank() == 0);
  CHECK(group->world() == 1);
  std::vector<at::Tensor> tensors = {torch::ones({2}), torch::full({1}, 3)};
  group->broadcast(tensors);
  CHECK(tensors[1].item<int64_t>() == 3);
  at::Tensor flat = torch::full({3}, 2.0F);
  group->sum(flat);
  CHECK(flat.equal(torch::full({3}, 2.0F)));
  group->barrier();
}
