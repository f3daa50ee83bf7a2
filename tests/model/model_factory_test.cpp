#include "model/model_factory.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

#include "core/error.h"
#include "device/host_state.h"
#include "model/fixtures.h"
#include "model/torch_runtime.h"

using namespace mlrun;

TEST_CASE("a seed means the same net") {
  const auto description = test::small_model({});
  CHECK((host_state(*make_net(description, at::kCPU, 1)) ==
         host_state(*make_net(description, at::kCPU, 1))));
  CHECK((host_state(*make_net(description, at::kCPU, 1)) !=
         host_state(*make_net(description, at::kCPU, 2))));
}

TEST_CASE("a clone has every parameter and buffer, and shares no memory") {
  DenseOptions options;
  options.batch_norm = true;
  const auto description = test::small_model(options);
  const auto net = make_net(description, at::kCPU, 1);
  const auto copy = clone_to(*net, description, at::kCPU);
  CHECK((host_state(*copy) == host_state(*net)));
  const auto own = net->parameters();
  const auto theirs = copy->parameters();
  REQUIRE(own.size() == theirs.size());
  for (size_t i = 0; i < own.size(); ++i) CHECK(own[i].data_ptr() != theirs[i].data_ptr());
  {
    const torch::NoGradGuard no_grad;
    net->parameters()[0].fill_(9);
  }
  CHECK((host_state(*copy) != host_state(*net)));
}

TEST_CASE("every net is made by its name") {
  for (const char* type : {"dense", "resnet", "tabm", "realmlp"}) {
    INFO(type);
    const auto description = test::small_model(default_model(type), 2);
    const auto net = make_net(description, at::kCPU, 1);
    net->eval();
    const at::Tensor answers = net_answers(*net, test::small_input(4), true);
    CHECK(answers.sizes() == at::IntArrayRef({4, 2}));
    const auto copy = clone_to(*net, description, at::kCPU);
    CHECK((host_state(*copy) == host_state(*net)));
  }
}
