#include "model/realmlp.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

#include "device/host_state.h"
#include "model/fixtures.h"

using namespace mlrun;

namespace {

RealMlpOptions options_of(int64_t members) {
  RealMlpOptions options;
  options.hidden = {16, 8};
  options.members = members;
  options.dropout = 0;
  return options;
}

}  // namespace

TEST_CASE("tensors of a RealMLP are those of the model file") {
  RealMlpOptions options = options_of(2);
  options.one_hot_limit = 2;
  std::vector<std::string> names;
  for (const auto& [name, tensor] :
       host_state(*make_net(test::small_model(options), at::kCPU, 1))) {
    names.push_back(name);
  }
  CHECK(names == std::vector<std::string>{
                     "activation_0", "activation_1", "category_embedding", "embedding.bias",
                     "embedding.frequencies", "embedding.phases", "embedding.weight",
                     "hidden_0.bias", "hidden_0.weight", "hidden_1.bias", "hidden_1.weight",
                     "output.bias", "output.weight", "plain.center", "plain.factor", "scale"});
}

TEST_CASE("fitted to the training rows, answers have the deviation 1") {
  const auto net = test::started_net(options_of(3), 2);
  net->eval();
  const at::Tensor answers = net->forward(test::small_input(40));
  REQUIRE(answers.sizes() == at::IntArrayRef({40, 3, 2}));
  CHECK((answers.std(0, false) - 1).abs().max().item<double>() < 1e-3);
}

TEST_CASE("the simple start answers 0") {
  RealMlpOptions options = options_of(2);
  options.init = "normal";
  options.parametric_activation = false;
  options.scale = false;
  const auto net = test::started_net(options);
  CHECK(net->forward(test::small_input(5)).eq(0).all().item<bool>());
  CHECK(net->named_parameters()["hidden_0.bias"].std().item<double>() > 0.5);
  CHECK_FALSE(net->named_parameters().contains("scale"));
  CHECK_FALSE(net->named_parameters().contains("activation_0"));
}

TEST_CASE("a seed means the same RealMLP, and members are not alike") {
  const auto net = test::started_net(options_of(2), 1, 5);
  CHECK((host_state(*net) == host_state(*test::started_net(options_of(2), 1, 5))));
  CHECK((host_state(*net) != host_state(*test::started_net(options_of(2), 1, 6))));
  const at::Tensor answers = net->forward(test::small_input(5));
  CHECK_FALSE(answers.select(1, 0).allclose(answers.select(1, 1)));
}

TEST_CASE("the activation follows the task, or is the one asked for") {
  RealMlpOptions options = options_of(1);
  const auto answers = [&](int64_t outputs) {
    const auto net = test::started_net(options, outputs);
    net->eval();
    return net->forward(test::small_input(5)).clone();
  };
  const at::Tensor numbers = answers(1), classes = answers(2);
  options.activation = "mish";
  CHECK(answers(1).equal(numbers));
  CHECK_FALSE(answers(2).equal(classes));
  options.activation = "selu";
  CHECK(answers(2).equal(classes));
}

TEST_CASE("RealMLP members that see the same rows answer as with shared rows") {
  RealMlpOptions options = options_of(3);
  options.one_hot_limit = 2;
  for (const char* embedding : {"none", "ple", "pbld", "plr-lite"}) {
    options.embedding.type = embedding;
    const auto net = test::started_net(options, 2);
    net->eval();
    CHECK(net->trains_per_member());
    const NetInput rows = test::small_input(6);
    const at::Tensor shared = net->forward(rows);
    CHECK(shared.allclose(net->forward(test::for_each_member(rows, 3)), 1e-5, 1e-5));
    CHECK(net->forward(rows.slice(0, 0)).sizes() == at::IntArrayRef({0, 3, 2}));
  }
  CHECK_FALSE(test::started_net(options_of(1))->trains_per_member());
}

TEST_CASE("the share of dropout moves while the net trains") {
  RealMlpOptions options = options_of(1);
  options.dropout = 0.5;
  const auto net = test::started_net(options);
  const NetInput rows = test::small_input(20);
  net->eval();
  const at::Tensor evaluated = net->forward(rows);
  net->train();
  CHECK_FALSE(net->forward(rows).allclose(evaluated));
  net->set_dropout_share(0);
  CHECK(net->forward(rows).allclose(evaluated, 1e-5, 1e-6));
  net->set_dropout_share(1);
  at::manual_seed(1);
  const at::Tensor whole = net->forward(rows);
  NetInput part = rows.slice(5, 10);
  part.window = BatchWindow{5, 20};
  at::manual_seed(1);
  CHECK(net->forward(part).allclose(whole.narrow(0, 5, 10), 1e-5, 1e-6));
}

TEST_CASE("rates and decay of RealMLP's parameters") {
  const auto net = make_net(test::small_model(options_of(1)), at::kCPU, 1);
  CHECK(net->rule("scale") == (ParameterRule{6, 6}));
  CHECK(net->rule("hidden_0.weight") == (ParameterRule{1, 1}));
  CHECK(net->rule("output.bias") == (ParameterRule{0.1, 0}));
  CHECK(net->rule("activation_1") == (ParameterRule{0.1, 0.1}));
  CHECK(net->rule("embedding.frequencies") == (ParameterRule{0.1, 0.1}));
  CHECK(net->rule("embedding.bias") == (ParameterRule{0.1, 0.1}));
  CHECK(net->rule("category_embedding") == (ParameterRule{1, 1}));
  RealMlpOptions options = options_of(1);
  options.embedding.type = "ple";
  const auto ple = make_net(test::small_model(options), at::kCPU, 1);
  CHECK(ple->rule("embedding.weight") == (ParameterRule{1, 1}));
  CHECK(ple->rule("embedding.linear_weight") == (ParameterRule{1, 0}));
}
