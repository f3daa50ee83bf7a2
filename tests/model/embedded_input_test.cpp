#include "model/embedded_input.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

#include "model/fixtures.h"

using namespace mlrun;

namespace {

NetInput rows() { return place_features(test::small_features(), test::small_layout(), at::kCPU); }

}  // namespace

TEST_CASE("without an embedding the inputs are as they are") {
  Random random(1);
  torch::nn::Module net;
  EmbeddedInput input({}, test::small_layout(), at::kCPU, random, net);
  CHECK(input.chunks() == std::vector<int64_t>{1, 1, 1, 3});
  CHECK(input.width() == 6);
  CHECK(input.forward(rows()).size(1) == 6);
  CHECK(net.parameters().empty());
}

TEST_CASE("embedded numbers stand in front of indicators and codes") {
  Random random(1);
  torch::nn::Module net;
  EmbeddedInput input({.type = "pbld", .width = 2}, test::small_layout(), at::kCPU, random, net);
  CHECK(input.chunks() == std::vector<int64_t>{2, 2, 1, 3});
  const at::Tensor out = input.forward(rows());
  REQUIRE(out.sizes() == at::IntArrayRef({3, 8}));
  CHECK(out.select(1, 1).equal(torch::tensor({1.F, 3.F, 5.F})));  // PBLD ends in the input
  CHECK(out.select(1, 3).equal(torch::tensor({2.F, 4.F, 6.F})));
  CHECK(out.narrow(1, 4, 4).equal(
      torch::tensor({{0.F, 1.F, 0.F, 0.F}, {1.F, 0.F, 0.F, 1.F}, {0.F, 0.F, 0.F, 0.F}})));
  CHECK(net.named_parameters().contains("embedding.frequencies"));
}

TEST_CASE("numbers alone are all there is") {
  Random random(1);
  torch::nn::Module net;
  const FeatureLayout layout{{"a"}, {}, {}, {}};
  EmbeddedInput input({.type = "ple", .width = 4}, layout, at::kCPU, random, net);
  input.start({2, {0, 1}, {}});
  CHECK(input.forward(place_features({2, {0, 1}, {}}, layout, at::kCPU)).size(1) == 4);
  CHECK(net.named_buffers()["embedding.slope"][0][0].item<float>() == 48);  // 48 bins of 0 to 1
}
