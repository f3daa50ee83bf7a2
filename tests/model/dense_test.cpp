#include "model/dense.h"

#include <torch/types.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "model/fixtures.h"

using namespace mlrun;

namespace {

Dense make(const DenseOptions& options, int64_t outputs = 1) {
  Random random(1);
  return Dense(options, test::small_layout(), outputs, at::kCPU, random);
}

NetInput rows() { return place_features(test::small_features(), test::small_layout(), at::kCPU); }

}  // namespace

TEST_CASE("no hidden layer is a linear model of the one-hot inputs") {
  DenseOptions options;
  options.hidden = {};
  Dense net = make(options);
  const torch::NoGradGuard no_grad;
  net->named_parameters()["output.weight"].copy_(
      torch::tensor({{1.F, 10.F, 100.F, 2.F, 3.F, 4.F}}));
  net->named_parameters()["output.bias"].fill_(0.5);
  // 1 + 20 + 0 + 2; 3 + 40 + 100 + 4; 5 + 60.
  CHECK(net->forward(rows()).equal(torch::tensor({{23.5F}, {147.5F}, {65.5F}})));
}

TEST_CASE("tensor names and shapes are those of the model file") {
  DenseOptions options;
  options.hidden = {4, 5};
  options.batch_norm = true;
  Dense net = make(options, 3);
  std::vector<std::string> names;
  for (const auto& item : net->named_parameters()) names.push_back(item.key());
  std::sort(names.begin(), names.end());
  CHECK(names == std::vector<std::string>{"hidden_0.bias", "hidden_0.weight", "hidden_1.bias",
                                          "hidden_1.weight", "norm_0.bias", "norm_0.weight",
                                          "norm_1.bias", "norm_1.weight", "output.bias",
                                          "output.weight"});
  CHECK(net->forward(rows()).sizes() == at::IntArrayRef({3, 3}));
}

TEST_CASE("dropout works in training only") {
  DenseOptions options;
  options.hidden = {64};
  options.dropout = 0.5;
  Dense net = make(options);
  net->eval();
  CHECK(net->forward(rows()).equal(net->forward(rows())));
  net->train();
  CHECK_FALSE(net->forward(rows()).equal(net->forward(rows())));
}

TEST_CASE("a share of 0 leaves no dropout") {
  DenseOptions options;
  options.hidden = {64};
  options.dropout = 0.5;
  Dense net = make(options);
  net->set_dropout_share(0);
  const at::Tensor trained = net->forward(rows());
  net->eval();
  CHECK(net->forward(rows()).equal(trained));
}
