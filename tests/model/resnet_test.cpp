#include "model/resnet.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

#include "device/host_state.h"
#include "model/fixtures.h"

using namespace mlrun;

namespace {

ResNetOptions options_of(double dropout, double residual_dropout) {
  ResNetOptions options;
  options.width = 8;
  options.dropout = dropout;
  options.residual_dropout = residual_dropout;
  return options;
}

}  // namespace

TEST_CASE("tensors of a ResNet are those of the model file") {
  ResNetOptions options = options_of(0, 0);
  options.blocks = 1;
  options.hidden_factor = 1.5;
  const auto state = host_state(*make_net(test::small_model(options, 3), at::kCPU, 1));
  std::vector<std::string> names;
  for (const auto& [name, tensor] : state) {
    if (!name.ends_with("running_mean") && !name.ends_with("running_var")) names.push_back(name);
  }
  CHECK(names == std::vector<std::string>{
                     "block_0_first.bias", "block_0_first.weight", "block_0_norm.bias",
                     "block_0_norm.weight", "block_0_second.bias", "block_0_second.weight",
                     "input.bias", "input.weight", "output.bias", "output.weight",
                     "output_norm.bias", "output_norm.weight"});
  CHECK(state.at("block_0_first.weight").shape == std::vector<int64_t>{12, 8});
}

TEST_CASE("both dropouts of a ResNet work in training only") {
  const NetInput rows = test::small_input(20);
  for (const auto& [inside, residual] : {std::pair(0.5, 0.0), std::pair(0.0, 0.5)}) {
    const auto net = test::started_net(options_of(inside, residual));
    CHECK_FALSE(net->forward(rows).equal(net->forward(rows)));
    net->eval();
    CHECK(net->forward(rows).equal(net->forward(rows)));
  }
  const auto still = test::started_net(options_of(0, 0));
  CHECK(still->forward(rows).equal(still->forward(rows)));
}

TEST_CASE("a share of 0 leaves neither dropout of a ResNet") {
  const auto net = test::started_net(options_of(0.5, 0.5));
  const NetInput rows = test::small_input(20);
  net->set_dropout_share(0);
  CHECK(net->forward(rows).equal(net->forward(rows)));
  net->set_dropout_share(1);
  CHECK_FALSE(net->forward(rows).equal(net->forward(rows)));
}

TEST_CASE("a ResNet over embedded numbers") {
  ResNetOptions options = options_of(0, 0);
  options.embedding = {.type = "ple", .width = 4, .bins = 5};
  const auto net = test::started_net(options, 2);
  CHECK(net->forward(test::small_input(6)).sizes() == at::IntArrayRef({6, 2}));
  CHECK(net->named_buffers()["embedding.slope"].abs().sum().item<double>() > 0);
  CHECK(net->rule("block_0_norm.weight").weight_decay == 0);
  CHECK(net->rule("embedding.linear_weight").weight_decay == 0);
  CHECK(net->rule("block_0_first.weight") == ParameterRule{});
}
