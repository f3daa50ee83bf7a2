#include "device/host_state.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

#include "core/error.h"

using namespace mlrun;

namespace {

struct TinyNet : torch::nn::Module {
  TinyNet() {
    weight = register_parameter("weight", torch::ones({2, 3}));
    mean = register_buffer("mean", torch::zeros({3}));
    seen = register_buffer("seen", torch::zeros({}, at::kLong));
  }
  at::Tensor weight, mean, seen;
};

}  // namespace

TEST_CASE("parameters and buffers come home by name") {
  TinyNet net;
  const StateDict state = host_state(net);
  REQUIRE(state.size() == 3);
  CHECK(state.at("weight") == HostTensor::of({2, 3}, std::vector<float>(6, 1.0F)));
  CHECK(state.at("seen") == HostTensor::of({}, std::vector<int64_t>{0}));
}

TEST_CASE("a state is a copy: later training does not change it") {
  TinyNet net;
  const StateDict state = host_state(net);
  {
    const torch::NoGradGuard no_grad;
    net.weight.fill_(5);
  }
  CHECK(state.at("weight").floats()[0] == 1.0F);
  load_state(net, state);
  CHECK(net.weight.equal(torch::ones({2, 3})));
  CHECK(net.weight.requires_grad());
}

TEST_CASE("a strided tensor comes home in row-major order") {
  const at::Tensor matrix = torch::arange(6, at::kFloat).view({2, 3}).t();
  CHECK(to_host(matrix) == HostTensor::of({3, 2}, std::vector<float>{0, 3, 1, 4, 2, 5}));
}

TEST_CASE("every element type survives the way there and back") {
  for (const auto type : {at::kBool, at::kByte, at::kChar, at::kShort, at::kInt, at::kLong,
                          at::kHalf, at::kBFloat16, at::kFloat, at::kDouble}) {
    const at::Tensor tensor = torch::arange(4).to(type);
    const at::Tensor back = to_tensor(to_host(tensor));
    CHECK(back.scalar_type() == type);
    CHECK(back.equal(tensor));
  }
}

TEST_CASE("all that does not fit is listed, and nothing is changed") {
  TinyNet net;
  StateDict state = host_state(net);
  state.erase("mean");
  state["weight"] = HostTensor::of({3, 2}, std::vector<float>(6, 2.0F));
  state["seen"] = HostTensor::of({}, std::vector<float>{0});
  state["extra"] = HostTensor::of({1}, std::vector<float>{0});
  CHECK_THROWS_WITH(load_state(net, state),
                    "the tensors do not fit the net:"
                    "\n  mean: missing"
                    "\n  seen: expected I64 [], got F32 []"
                    "\n  weight: expected F32 [2, 3], got F32 [3, 2]"
                    "\n  extra: the net has no such tensor");
  CHECK(net.weight.equal(torch::ones({2, 3})));
}
