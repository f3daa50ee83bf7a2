#include "train/optimizer.h"

#include <torch/types.h>

#include <catch2/catch.hpp>
#include <cmath>

using namespace mlrun;

namespace {

struct TwoNumbers : Net {
  TwoNumbers() {
    weight = register_parameter("weight", torch::tensor({1.F}));
    bias = register_parameter("bias", torch::tensor({1.F}));
  }
  void give_gradients(float w, float b) {
    weight.mutable_grad() = torch::tensor({w});
    bias.mutable_grad() = torch::tensor({b});
  }
  at::Tensor forward(const NetInput&) override { return weight; }
  at::Tensor weight, bias;
};

// Loshchilov and Hutter 2019, algorithm 2, for one number.
struct AdamWByHand {
  double value = 1, m = 0, v = 0;
  int t = 0;
  void step(double g, double lr, double decay) {
    ++t;
    value -= lr * decay * value;
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    const double mean = m / (1 - std::pow(0.9, t));
    const double square = v / (1 - std::pow(0.999, t));
    value -= lr * mean / (std::sqrt(square) + 1e-8);
  }
};

}  // namespace

TEST_CASE("AdamW equals its formula; biases are not decayed") {
  TwoNumbers net;
  OptimizerConfig config;
  config.weight_decay = 0.1;
  const auto optimizer = make_optimizer(net, config);
  AdamWByHand weight, bias;
  for (int i = 0; i < 5; ++i) {
    const float g = 0.5F - 0.3F * static_cast<float>(i);
    net.give_gradients(g, -g);
    optimizer->step({0.01, {}});
    weight.step(static_cast<double>(g), 0.01, 0.1);
    bias.step(-static_cast<double>(g), 0.01, 0);
  }
  CHECK(net.weight.item<double>() == Approx(weight.value).epsilon(1e-6));
  CHECK(net.bias.item<double>() == Approx(bias.value).epsilon(1e-6));
}

TEST_CASE("SGD with momentum by hand") {
  TwoNumbers net;
  OptimizerConfig config;
  config.type = "sgd";
  config.weight_decay = 0.5;
  const auto optimizer = make_optimizer(net, config);
  net.give_gradients(1, 2);
  optimizer->step({0.1, {}});  // weight: 1 x .95 - .1; bias: 1 - .2
  CHECK(net.weight.item<double>() == Approx(0.85));
  CHECK(net.bias.item<double>() == Approx(0.8));
  net.give_gradients(1, 0);
  optimizer->step({0.1, {}});  // velocities 1.9 and 1.8
  CHECK(net.weight.item<double>() == Approx(0.85 * 0.95 - 0.19));
  CHECK(net.bias.item<double>() == Approx(0.8 - 0.18));
}

TEST_CASE("clipping scales all gradients to one norm, and leaves small ones alone") {
  TwoNumbers net;
  const auto optimizer = make_optimizer(net, {});
  net.give_gradients(3, 4);
  optimizer->clip_grad_norm(1);
  CHECK(net.weight.grad().item<double>() == Approx(0.6).epsilon(1e-5));
  CHECK(net.bias.grad().item<double>() == Approx(0.8).epsilon(1e-5));
  net.give_gradients(0.3F, 0.4F);
  optimizer->clip_grad_norm(1);
  CHECK(net.weight.grad().item<float>() == 0.3F);
}

TEST_CASE("zero_grad forgets the gradients") {
  TwoNumbers net;
  const auto optimizer = make_optimizer(net, {});
  net.give_gradients(1, 1);
  optimizer->zero_grad();
  CHECK_FALSE(net.weight.grad().defined());
}

TEST_CASE("a share of the decay, by hand") {
  for (const bool recorded : {false, true}) {
    TwoNumbers net;
    OptimizerConfig config;
    config.weight_decay = 0.1;
    const auto optimizer = make_optimizer(net, config);
    optimizer->set_decay_share(0.5);
    AdamWByHand weight;
    net.give_gradients(0.5F, 0.5F);
    optimizer->step({recorded ? 0 : 0.01, recorded ? torch::tensor(0.01F) : at::Tensor()});
    weight.step(0.5, 0.01, 0.05);
    CHECK(net.weight.item<double>() == Approx(weight.value).epsilon(1e-6));
  }
}
