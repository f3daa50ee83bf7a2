#include "model/kept_members.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

#include "config/member_count.h"
#include "core/error.h"
#include "device/host_state.h"
#include "model/fixtures.h"
#include "model/torch_runtime.h"

using namespace mlrun;

namespace {

// Nets of four members of every kind.
std::vector<ModelConfig> nets_of_members() {
  std::vector<ModelConfig> nets;
  for (const auto* variant : {"mini", "full"}) {
    for (const auto* embedding : {"none", "ple", "pbld", "plr-lite"}) {
      TabMOptions tabm;
      tabm.variant = variant;
      tabm.members = 4;
      tabm.blocks = 2;
      tabm.width = 8;
      tabm.embedding = {.type = embedding, .width = 3, .bins = 5};
      nets.emplace_back(tabm);
      RealMlpOptions realmlp;
      realmlp.members = 4;
      realmlp.hidden = {6, 5};
      realmlp.one_hot_limit = std::string(variant) == "mini" ? 8 : 2;
      realmlp.embedding = {.type = embedding, .width = 3, .bins = 5};
      nets.emplace_back(realmlp);
    }
  }
  return nets;
}

}  // namespace

TEST_CASE("the mean of the members' answers is the net's") {
  for (const ModelConfig& config : nets_of_members()) {
    for (const int64_t outputs : {1, 3}) {
      const auto description = test::small_model(config, outputs);
      const StateDict state = host_state(*test::started_net(config, outputs));
      const Features rows = test::more_features(9);
      const MemberAnswers answers = member_answers(description, state, rows);
      CHECK(answers.members == 4);
      CHECK(answers.outputs == outputs);
      REQUIRE(answers.values.size() == static_cast<size_t>(9 * 4 * outputs));
      const auto whole = TorchRuntime(description, state, at::kCPU).answer(rows);
      for (size_t i = 0; i < whole.size(); ++i) {
        const size_t row = i / static_cast<size_t>(outputs), k = i % static_cast<size_t>(outputs);
        double sum = 0;
        for (size_t m = 0; m < 4; ++m) {
          sum += answers.values[(row * 4 + m) * static_cast<size_t>(outputs) + k];
        }
        CHECK(whole[i] == Approx(sum / 4).margin(1e-6));
      }
    }
  }
}

TEST_CASE("kept members answer as they did among the others") {
  for (const ModelConfig& config : nets_of_members()) {
    INFO(to_json(config).dump());
    const auto description = test::small_model(config);
    const StateDict state = host_state(*test::started_net(config));
    const Features rows = test::more_features(9);
    const MemberAnswers before = member_answers(description, state, rows);
    ModelDescription smaller = description;
    set_member_count(smaller.config, 2);
    const MemberAnswers after =
        member_answers(smaller, keep_members(description, state, {1, 3}), rows);
    REQUIRE(after.values.size() == 9 * 2);
    for (size_t row = 0; row < 9; ++row) {
      CHECK(after.values[row * 2] == Approx(before.values[row * 4 + 1]).margin(1e-6));
      CHECK(after.values[row * 2 + 1] == Approx(before.values[row * 4 + 3]).margin(1e-6));
    }
  }
}

TEST_CASE("more rows than a chunk keep their order among the members") {
  const ModelConfig config = nets_of_members().front();
  const auto description = test::small_model(config);
  const StateDict state = host_state(*test::started_net(config));
  const auto many = member_answers(description, state, test::more_features(1500));
  REQUIRE(many.values.size() == 1500 * 4);
  const auto few = member_answers(description, state, test::more_features(9));
  for (size_t i = 0; i < few.values.size(); ++i) {
    CHECK(many.values[i] == Approx(few.values[i]).margin(1e-5));
  }
}

TEST_CASE("a state of another net keeps no members") {
  const ModelConfig config = nets_of_members().front();
  StateDict state = host_state(*test::started_net(config));
  const auto description = test::small_model(config);
  state["member_scale"] = HostTensor::of({3}, std::vector<float>{1, 2, 3});
  CHECK_THROWS_WITH(keep_members(description, state, {0}),
                    "model: tensor \"member_scale\" is F32 [3], which is not of 4 members");
  state.erase("member_scale");
  CHECK_THROWS_WITH(keep_members(description, state, {0}), "model: no tensor \"member_scale\"");
}
