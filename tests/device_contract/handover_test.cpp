// Weights go from one device to another: all of them, by value, and nothing stays behind.

#include <catch2/catch.hpp>

#include "device/host_state.h"
#include "device_contract/nets.h"
#include "model/torch_runtime.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

const std::vector<std::pair<at::Device, at::Device>>& ways() {
  static const std::vector<std::pair<at::Device, at::Device>> all = {
      {kFake, at::kCPU}, {at::kCPU, kFake}, {kFake, kFake}, {at::kCPU, at::kCPU}};
  return all;
}

void check_holds(const Net& net, const StateDict& state, const at::Device& device) {
  const auto tensors = all_tensors(net);
  CHECK(tensors.size() == state.size());
  for (const auto& [path, tensor] : tensors) {
    INFO(path << " on " << device);
    CHECK(tensor.device() == device);
    CHECK(values_of(tensor) == state.at(path).floats());
  }
}

void fill(const Net& net, float value) {
  const torch::NoGradGuard no_grad;
  for (const auto& [path, tensor] : all_tensors(net)) tensor.fill_(value);
}

bool filled(const Net& net, float value) {
  for (const auto& [path, tensor] : all_tensors(net)) {
    for (const float got : values_of(tensor)) {
      if (got != value) return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("hand-over: every parameter and buffer comes home from the accelerator") {
  const auto description = mixed_model(true);
  const StateDict known = known_state(description);
  const auto net = net_with(description, known, kFake);
  const StateDict state = host_state(*net);
  REQUIRE(state.size() == known.size());
  CHECK(state.contains("norm_1.running_var"));
  for (const auto& [path, tensor] : known) {
    INFO(path);
    REQUIRE(state.contains(path));
    CHECK(state.at(path) == tensor);
  }
}

TEST_CASE("hand-over: every parameter and buffer goes to the accelerator") {
  const auto description = mixed_model(false);
  const StateDict known = known_state(description);
  const auto net = make_net(description, kFake, 5);
  load_state(*net, known);
  check_holds(*net, known, kFake);
  for (const auto& parameter : net->parameters()) CHECK(parameter.requires_grad());
}

TEST_CASE("hand-over: a state taken is a copy, and so is one set") {
  const auto description = mixed_model(false);
  for (const at::Device& device : {kFake, at::Device(at::kCPU)}) {
    const StateDict known = known_state(description);
    const auto net = make_net(description, device, 5);
    StateDict given = known;
    load_state(*net, given);
    for (auto& [path, tensor] : given)
      std::fill(tensor.bytes.begin(), tensor.bytes.end(), std::byte{1});
    check_holds(*net, known, device);
    const StateDict taken = host_state(*net);
    fill(*net, 9);
    CHECK((taken == known));
  }
}

TEST_CASE("hand-over: a clone holds the same on the other device") {
  const auto description = mixed_model(true);
  const StateDict known = known_state(description);
  for (const auto& [from, to] : ways()) {
    INFO(from << " to " << to);
    const auto original = net_with(description, known, from);
    original->eval();
    const auto clone = clone_to(*original, description, to);
    check_holds(*clone, known, to);
    CHECK_FALSE(clone->is_training());
    original->train();
    CHECK(clone_to(*original, description, to)->is_training());
  }
}

TEST_CASE("hand-over: a clone shares nothing with its original") {
  const auto description = mixed_model(false);
  for (const auto& [from, to] : ways()) {
    INFO(from << " to " << to);
    const auto original = net_with(description, known_state(description), from);
    const auto clone = clone_to(*original, description, to);
    const auto ours = all_tensors(*original);
    const auto theirs = all_tensors(*clone);
    for (size_t i = 0; i < ours.size(); ++i) {
      INFO(ours[i].first);
      CHECK_FALSE(shares_storage(ours[i].second, theirs[i].second));
    }
    fill(*original, 3);
    fill(*clone, 4);
    CHECK(filled(*original, 3));
    CHECK(filled(*clone, 4));
  }
}

TEST_CASE("hand-over: nothing runs on the accelerator while a CPU clone answers") {
  const auto description = mixed_model(true);
  const size_t before = fakedev().live_bytes();
  auto original = net_with(description, known_state(description), kFake);
  CHECK(fakedev().live_bytes() > before);
  const auto clone = clone_to(*original, description, at::kCPU);
  const StateDict state = host_state(*original);
  const Features rows = mixed_rows(20, true).features;
  const uint64_t operations = fakedev().operations();
  clone->eval();
  (void)net_answers(*clone, place_features(rows, kMixed, at::kCPU), true);
  (void)TorchRuntime(description, state, at::kCPU).answer(rows);
  CHECK(fakedev().operations() == operations);
  original.reset();
  CHECK(fakedev().live_bytes() == before);
}
