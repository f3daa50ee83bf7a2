// What every parameter of every net starts from, against theory: range, mean, variance and fourth
// moment of many draws, each within five standard errors.

#include <torch/types.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "model/model_factory.h"

using namespace mlrun;

namespace {

// Moments of a distribution around 0, and how far its fourth powers spread.
struct Law {
  double variance;
  double fourth;
  double eighth;
  double bound;  // nothing lies further out; 0: nothing is bounded
};

Law uniform(double bound) {
  return {std::pow(bound, 2) / 3, std::pow(bound, 4) / 5, std::pow(bound, 8) / 9, bound};
}

Law normal(double deviation) {
  return {std::pow(deviation, 2), 3 * std::pow(deviation, 4), 105 * std::pow(deviation, 8), 0};
}

Law signs() { return {1, 1, 1, 1}; }

// Of many independent draws.
void check_follows(const at::Tensor& parameter, const Law& law) {
  const at::Tensor x = parameter.detach().to(at::kDouble).flatten();
  const auto n = static_cast<double>(x.numel());
  REQUIRE(n >= 10000);
  const auto mean_of = [&](int power) { return x.pow(power).mean().item<double>(); };
  CHECK(std::abs(mean_of(1)) <= 5 * std::sqrt(law.variance / n));
  const double of_squares = law.fourth - law.variance * law.variance;
  CHECK(std::abs(mean_of(2) - law.variance) <= 5 * std::sqrt(of_squares / n) + 1e-12);
  const double of_fourths = law.eighth - law.fourth * law.fourth;
  CHECK(std::abs(mean_of(4) - law.fourth) <= 5 * std::sqrt(of_fourths / n) + 1e-12);
  const double farthest = x.abs().max().item<double>();
  if (law.bound > 0) {
    CHECK(farthest <= law.bound * (1 + 1e-6));
    CHECK(farthest > law.bound * (1 - 20 / n));
  } else {
    CHECK(farthest > 3 * std::sqrt(law.variance));
  }
}

// 300 numeric inputs and three of 100 levels each.
FeatureLayout wide_layout() {
  FeatureLayout layout{{}, {}, {"c", "d", "e"}, {100, 100, 100}};
  for (int i = 0; i < 300; ++i) layout.numeric.push_back("x" + std::to_string(i));
  return layout;
}

class Start {
 public:
  explicit Start(const ModelConfig& config)
      : net_(make_net({config, wide_layout(), 20, true}, at::kCPU, 4)),
        all_(net_->named_parameters()) {}
  void follows(const std::string& path, const Law& law) {
    INFO(path);
    check_follows(all_[path], law);
  }
  void equals(const std::string& path, double value) {
    INFO(path);
    CHECK(all_[path].eq(value).all().item<bool>());
  }
  at::Tensor operator[](const std::string& path) { return all_[path].detach(); }

 private:
  std::shared_ptr<Net> net_;
  torch::OrderedDict<std::string, at::Tensor> all_;
};

}  // namespace

TEST_CASE("first values: dense, U(+-1/sqrt(in)) throughout") {
  Start dense(DenseOptions{.hidden = {10000, 16}, .embedding = {}});
  dense.follows("hidden_0.weight", uniform(1 / std::sqrt(600.0)));
  dense.follows("hidden_0.bias", uniform(1 / std::sqrt(600.0)));
  dense.follows("hidden_1.weight", uniform(0.01));
  CHECK(dense["hidden_1.bias"].abs().max().item<double>() <= 0.01);
  CHECK(dense["output.weight"].abs().max().item<double>() <= 0.25);
  CHECK(dense["output.bias"].abs().max().item<double>() <= 0.25);
}

TEST_CASE("first values: a piecewise-linear embedding is its linear part") {
  Start dense(DenseOptions{.hidden = {}, .embedding = {.type = "ple", .width = 36}});
  dense.follows("embedding.linear_weight", uniform(1 / 6.0));
  dense.follows("embedding.linear_bias", uniform(1 / 6.0));
  dense.equals("embedding.weight", 0);
}

TEST_CASE("first values: periodic embeddings") {
  Start pbld(DenseOptions{
      .hidden = {},
      .embedding = {.type = "pbld", .width = 50, .frequencies = 36, .frequency_scale = 0.1}});
  pbld.follows("embedding.frequencies", normal(0.1));
  pbld.follows("embedding.phases", uniform(std::numbers::pi));
  pbld.follows("embedding.weight", uniform(1 / 6.0));
  pbld.follows("embedding.bias", uniform(1 / 6.0));
  Start lite(DenseOptions{.hidden = {},
                          .embedding = {.type = "plr-lite", .width = 200, .frequencies = 50}});
  lite.follows("embedding.weight", uniform(0.1));
}

TEST_CASE("first values: resnet, norms as they are defined") {
  Start resnet(ResNetOptions{.blocks = 1, .width = 400, .hidden_factor = 0.25, .embedding = {}});
  resnet.follows("input.weight", uniform(1 / std::sqrt(600.0)));
  resnet.follows("block_0_first.weight", uniform(0.05));
  resnet.follows("block_0_second.weight", uniform(0.1));
  for (const std::string norm : {"block_0_norm", "output_norm"}) {
    resnet.equals(norm + ".weight", 1);
    resnet.equals(norm + ".bias", 0);
  }
  CHECK(resnet["output.weight"].abs().max().item<double>() <= 0.05);
}

TEST_CASE("first values: tabm mini") {
  Start plain(TabMOptions{.members = 40, .width = 400, .embedding = {.type = "none"}});
  plain.follows("hidden_1.weight", uniform(0.05));
  plain.follows("heads.weight", uniform(0.05));
  // Numbers have draws of their own, the levels of a category share one.
  check_follows(plain["member_scale"].slice(1, 0, 300), signs());
  CHECK(plain["member_scale"].slice(1, 300, 400).std(1).eq(0).all().item<bool>());
  Start embedded(TabMOptions{.members = 40, .embedding = {.type = "ple", .width = 2}});
  check_follows(embedded["member_scale"].slice(1, 0, 600, 2), normal(1));
}

TEST_CASE("first values: tabm full, members differ by the first layer alone") {
  Start full(TabMOptions{
      .variant = "full", .members = 40, .blocks = 2, .width = 400, .embedding = {.type = "none"}});
  check_follows(full["hidden_0.input_scale"].slice(1, 0, 300), signs());
  full.equals("hidden_1.input_scale", 1);
  for (const std::string layer : {"hidden_0", "hidden_1"}) {
    full.equals(layer + ".output_scale", 1);
    const at::Tensor bias = full[layer + ".bias"];
    CHECK(bias.eq(bias[0]).all().item<bool>());
  }
  full.follows("hidden_0.weight", uniform(1 / std::sqrt(600.0)));
  full.follows("hidden_1.weight", uniform(0.05));
  full.follows("heads.weight", uniform(0.05));
  CHECK(full["heads.bias"].abs().max().item<double>() <= 0.05);
}

TEST_CASE("first values: realmlp, weights of deviation 1 whatever the width") {
  RealMlpOptions options{.hidden = {64, 200}, .init = "normal", .members = 100};
  Start realmlp(options);
  for (const std::string path :
       {"hidden_0.weight", "hidden_1.weight", "hidden_1.bias", "category_embedding"}) {
    realmlp.follows(path, normal(1));
  }
  realmlp.follows("embedding.frequencies", normal(0.1));
  realmlp.follows("embedding.phases", uniform(std::numbers::pi));
  realmlp.follows("embedding.weight", uniform(0.25));
  realmlp.equals("output.weight", 0);
  realmlp.equals("output.bias", 0);
  realmlp.equals("scale", 1);
  realmlp.equals("activation_0", 1);
  options.init = "data";
  Start by_data(options);  // not fitted to rows yet
  by_data.follows("hidden_1.weight", normal(1));
  by_data.follows("output.weight", normal(1));
  by_data.equals("hidden_1.bias", 0);
}
