#include "model/tabm.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

#include "device/host_state.h"
#include "model/fixtures.h"

using namespace mlrun;

namespace {

TabMOptions options_of(const std::string& variant, const std::string& embedding = "ple") {
  TabMOptions options;
  options.variant = variant;
  options.members = 4;
  options.blocks = 2;
  options.width = 8;
  options.embedding = {.type = embedding, .width = 3, .bins = 5};
  return options;
}

std::vector<std::string> names_of(const Net& net) {
  std::vector<std::string> names;
  for (const auto& [name, tensor] : host_state(net)) names.push_back(name);
  return names;
}

}  // namespace

TEST_CASE("tensors of a TabM are those of the model file") {
  const auto mini = make_net(test::small_model(options_of("mini")), at::kCPU, 1);
  CHECK(names_of(*mini) ==
        std::vector<std::string>{"embedding.high", "embedding.linear_bias",
                                 "embedding.linear_weight", "embedding.low", "embedding.offset",
                                 "embedding.slope", "embedding.weight", "heads.bias",
                                 "heads.weight", "hidden_0.bias", "hidden_0.weight",
                                 "hidden_1.bias", "hidden_1.weight", "member_scale"});
  const auto full = make_net(test::small_model(options_of("full", "none")), at::kCPU, 1);
  CHECK(names_of(*full) == std::vector<std::string>{"heads.bias", "heads.weight", "hidden_0.bias",
                                                    "hidden_0.input_scale", "hidden_0.output_scale",
                                                    "hidden_0.weight", "hidden_1.bias",
                                                    "hidden_1.input_scale", "hidden_1.output_scale",
                                                    "hidden_1.weight"});
}

TEST_CASE("only the very first scale of a TabM is random") {
  const auto full = make_net(test::small_model(options_of("full", "none")), at::kCPU, 1);
  const auto own = full->named_parameters();
  CHECK(own["hidden_0.input_scale"].abs().eq(1).all().item<bool>());
  CHECK(own["hidden_0.input_scale"].lt(0).any().item<bool>());
  CHECK(own["hidden_1.input_scale"].eq(1).all().item<bool>());
  const auto mini = make_net(test::small_model(options_of("mini")), at::kCPU, 1);
  const at::Tensor scale = mini->named_parameters()["member_scale"];
  REQUIRE(scale.sizes() == at::IntArrayRef({4, 3 + 3 + 1 + 3}));
  CHECK(scale[0][0].equal(scale[0][2]));
  CHECK_FALSE(scale[0].abs().eq(1).all().item<bool>());
}

TEST_CASE("members that see the same rows answer as with shared rows") {
  for (const char* variant : {"mini", "full"}) {
    const auto net = test::started_net(options_of(variant), 3);
    net->eval();
    CHECK(net->members() == 4);
    CHECK(net->trains_per_member());
    const NetInput rows = test::small_input(6);
    const at::Tensor shared = net->forward(rows);
    REQUIRE(shared.sizes() == at::IntArrayRef({6, 4, 3}));
    CHECK(shared.allclose(net->forward(test::for_each_member(rows, 4)), 1e-5, 1e-6));
    CHECK_FALSE(shared.select(1, 0).allclose(shared.select(1, 1)));
    CHECK(net->forward(rows.slice(0, 0)).sizes() == at::IntArrayRef({0, 4, 3}));
  }
}

TEST_CASE("a member answers by its own rows") {
  const auto net = test::started_net(options_of("mini"));
  net->eval();
  NetInput rows = test::for_each_member(test::small_input(3), 4);
  const at::Tensor before = net->forward(rows);
  rows.dense[4 + 1][0] += 0.5;  // the second member's second row
  const at::Tensor moved = net->forward(rows).ne(before).squeeze(2);
  CHECK(moved[1][1].item<bool>());
  CHECK(moved.sum().item<int64_t>() == 1);
}

TEST_CASE("parts of a batch get the masks of the whole batch in every variant") {
  for (const char* variant : {"mini", "full"}) {
    TabMOptions options = options_of(variant);
    options.dropout = 0.5;
    const auto net = test::started_net(options);
    for (const bool own : {false, true}) {
      NetInput rows = test::small_input(5);
      if (own) rows = test::for_each_member(rows, 4);
      const int64_t per_row = own ? 4 : 1;
      at::manual_seed(1);
      const at::Tensor whole = net->forward(rows);
      NetInput part = rows.slice(3 * per_row, 2 * per_row);
      part.per_member = own;
      part.window = BatchWindow{3, 5};
      at::manual_seed(1);
      CHECK(net->forward(part).allclose(whole.narrow(0, 3, 2), 1e-5, 1e-6));
    }
  }
}

TEST_CASE("a state goes into another TabM and answers the same") {
  const auto net = test::started_net(options_of("mini"), 1, 1);
  const auto other = make_net(test::small_model(options_of("mini")), at::kCPU, 2);
  load_state(*other, host_state(*net));
  net->eval();
  other->eval();
  CHECK(other->forward(test::small_input(5)).equal(net->forward(test::small_input(5))));
}

TEST_CASE("weight decay of a TabM") {
  const auto net = make_net(test::small_model(options_of("mini")), at::kCPU, 1);
  for (const char* path : {"member_scale", "embedding.weight", "hidden_0.weight", "heads.weight"}) {
    CHECK(net->rule(path) == ParameterRule{});
  }
  for (const char* path :
       {"embedding.linear_weight", "embedding.linear_bias", "hidden_0.bias", "heads.bias"}) {
    CHECK(net->rule(path) == (ParameterRule{.lr = 1, .weight_decay = 0}));
  }
}

TEST_CASE("shared batches are an option") {
  TabMOptions options = options_of("mini");
  options.batches = "shared";
  CHECK_FALSE(make_net(test::small_model(options), at::kCPU, 1)->trains_per_member());
}

TEST_CASE("the share of dropout moves while a TabM trains, the same for parts of a batch") {
  for (const char* variant : {"mini", "full"}) {
    TabMOptions options = options_of(variant);
    options.dropout = 0.5;
    const auto net = test::started_net(options);
    const NetInput rows = test::small_input(8);
    net->set_dropout_share(0);
    CHECK(net->forward(rows).equal(net->forward(rows)));
    net->set_dropout_share(0.5);
    at::manual_seed(1);
    const at::Tensor whole = net->forward(rows);
    CHECK_FALSE(net->forward(rows).equal(whole));
    NetInput part = rows.slice(3, 2);
    part.window = BatchWindow{3, 8};
    at::manual_seed(1);
    CHECK(net->forward(part).allclose(whole.narrow(0, 3, 2), 1e-5, 1e-6));
  }
}
