// Gradients of every layer against central finite differences, in double precision.

#include <torch/types.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>

#include "model/activation.h"
#include "model/batch_ensemble_linear.h"
#include "model/fixtures.h"
#include "model/linear.h"
#include "model/member_linear.h"
#include "model/member_scale.h"
#include "model/ntp_linear.h"
#include "model/numeric_embedding.h"

using namespace mlrun;

namespace {

using Values = std::vector<at::Tensor>;

// A number out of an output, to which no two of its values count the same.
at::Tensor cost_of(const at::Tensor& out) {
  return (out.reshape({-1}) * torch::linspace(0.5, 1.5, out.numel(), out.options())).sum();
}

// The error of differences is about h^2 + 1e-16 / h.
at::Tensor differences(const at::Tensor& value, const std::function<at::Tensor()>& cost) {
  constexpr double kStep = 1e-5;
  const torch::NoGradGuard no_grad;
  at::Tensor slopes = torch::empty_like(value);
  auto* at = value.data_ptr<double>();
  for (int64_t i = 0; i < value.numel(); ++i) {
    const double here = at[i];
    at[i] = here + kStep;
    const double above = cost().item<double>();
    at[i] = here - kStep;
    const double below = cost().item<double>();
    at[i] = here;
    slopes.data_ptr<double>()[i] = (above - below) / (2 * kStep);
  }
  return slopes;
}

void check_gradients(const Values& values, const std::function<at::Tensor()>& cost) {
  cost().backward();
  for (const at::Tensor& value : values) {
    REQUIRE(value.is_contiguous());
    REQUIRE(value.grad().defined());
    const at::Tensor wanted = differences(value, cost);
    const double off = (value.grad() - wanted).abs().max().item<double>();
    CHECK(off < 1e-7 * (1 + wanted.abs().max().item<double>()));
  }
}

// The parameters of a layer or a net in double precision, none of them 0 or 1 by its start.
Values parameters_of(torch::nn::Module& module) {
  const torch::NoGradGuard no_grad;
  at::manual_seed(1);
  module.to(at::kDouble);
  Values values = module.parameters();
  for (const at::Tensor& value : values) value.add_(torch::randn_like(value), 0.1);
  return values;
}

at::Tensor some(at::IntArrayRef sizes) {
  at::manual_seed(2);
  return torch::randn(sizes, at::kDouble).requires_grad_();
}

// Of a layer: by its parameters and its input.
template <class Layer>
void check_layer(Layer& layer, const at::Tensor& x) {
  Values values = parameters_of(*layer);
  values.push_back(x);
  check_gradients(values, [&] { return cost_of(layer->forward(x)); });
}

void check_net(const ModelConfig& options, int64_t outputs, bool per_member = false) {
  const auto net = test::started_net(options, outputs);
  const Values values = parameters_of(*net);
  NetInput rows = test::small_input(5);
  if (per_member) rows = test::for_each_member(rows, net->members());
  rows.dense = rows.dense.to(at::kDouble);
  check_gradients(values, [&] {
    at::manual_seed(3);  // the same masks each time
    return cost_of(net->forward(rows));
  });
}

EmbeddingOptions small_embedding(const char* type) {
  return {.type = type, .width = 3, .bins = 4, .frequencies = 3, .frequency_scale = 0.3};
}

}  // namespace

TEST_CASE("gradients of linear layers") {
  Random random(1);
  Linear linear(3, 2, at::kCPU, random);
  check_layer(linear, some({4, 3}));
  MemberLinear members(2, 3, 2, at::kCPU, random);
  check_layer(members, some({4, 2, 3}));
  for (const int64_t count : {1, 2}) {
    NtpLinear ntp(count, 3, 2, NtpLinearImpl::Start::kNormal, at::kCPU, random);
    check_layer(ntp, some({count, 4, 3}));
  }
}

TEST_CASE("gradients of a batch ensemble, with rows of the members' own or shared ones") {
  for (const int64_t own : {1, 2}) {
    Random random(1);
    const at::Tensor scale = draw_member_scale(2, {1, 2}, true, at::kCPU, random);
    BatchEnsembleLinear layer(scale, 2, at::kCPU, random);
    check_layer(layer, some({4, own, 3}));
  }
}

TEST_CASE("gradients of embeddings, one and several copies") {
  for (const char* type : {"ple", "pbld", "plr-lite"}) {
    for (const int64_t copies : {1, 2}) {
      INFO(type << ", " << copies);
      Random random(1);
      const auto embedding = make_embedding(small_embedding(type), 2, copies, at::kCPU, random);
      embedding->start(test::more_features(40), test::small_layout());
      const Values values = parameters_of(*embedding);
      const at::Tensor x = some({5, 2 * copies}).detach();
      check_gradients(values, [&] { return cost_of(embedding->forward(x)); });
    }
  }
}

TEST_CASE("gradients of activations") {
  for (const char* name : {"relu", "gelu", "silu", "tanh", "selu", "mish"}) {
    INFO(name);
    const Activation activation = activation_by_name(name);
    const at::Tensor x = some({4, 5});
    // Some work in place, which a leaf does not allow.
    check_gradients({x}, [&] { return cost_of(activation(x * 1)); });
  }
}

TEST_CASE("gradients of dense nets") {
  for (const char* embedding : {"none", "ple", "pbld", "plr-lite"}) {
    INFO(embedding);
    DenseOptions options{.hidden = {4, 3}, .activation = "mish", .dropout = 0.3};
    options.embedding = small_embedding(embedding);
    check_net(options, 1);
    options.batch_norm = true;
    check_net(options, 3);
  }
}

TEST_CASE("gradients of a ResNet") {
  check_net(ResNetOptions{.width = 3, .dropout = 0.2, .residual_dropout = 0.2}, 1);
}

TEST_CASE("gradients of TabM, through the members' scales") {
  for (const char* variant : {"mini", "full"}) {
    for (const char* embedding : {"none", "ple"}) {
      INFO(variant << ", " << embedding);
      TabMOptions options{.variant = variant, .members = 2, .blocks = 2, .width = 3};
      options.embedding = small_embedding(embedding);
      check_net(options, 1);
      check_net(options, 2, true);
    }
  }
}

TEST_CASE("gradients of RealMLP, through its scale and parametric activations") {
  for (const char* activation : {"selu", "mish", "relu"}) {
    for (const int64_t members : {1, 2}) {
      INFO(activation << ", " << members);
      RealMlpOptions options;
      options.hidden = {4, 3};
      options.activation = activation;
      options.members = members;
      options.one_hot_limit = 2;  // the category of three levels is embedded
      options.category_width = 2;
      options.embedding = small_embedding("pbld");
      check_net(options, 2);
      check_net(options, 1, members > 1);
    }
  }
}
