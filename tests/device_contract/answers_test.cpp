// The same net answers the same on either device.

#include <catch2/catch.hpp>

#include "checkpoint/golden.h"
#include "core/error.h"
#include "device/device.h"
#include "device_contract/nets.h"
#include "model/torch_runtime.h"
#include "train/answer_rows.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

const RuntimeOptions kSteps{.compile = "none"};
const RuntimeOptions kGraph{.compile = "graph"};

GoldenRows golden_of(const std::vector<float>& answers, int64_t outputs) {
  GoldenRows golden;
  golden.cells.resize(answers.size() / static_cast<size_t>(outputs));
  golden.outputs = outputs;
  golden.answers = answers;
  return golden;
}

}  // namespace

TEST_CASE("answers: a runtime on the accelerator says what one on the CPU says") {
  for (const bool classes : {false, true}) {
    const auto description = mixed_model(classes);
    const StateDict state = known_state(description);
    const Features rows = mixed_rows(37, classes).features;
    const TorchRuntime here(description, state, at::kCPU);
    const auto wanted = here.answer(rows);
    for (const auto& options : {kSteps, kGraph}) {
      const TorchRuntime there(description, state, kFake, options);
      CHECK(there.device() == "fakedev:0");
      // Several times: the first chunks of a graph run step by step.
      for (int i = 0; i < 5; ++i) CHECK(largest_difference(there.answer(rows), wanted) < 1e-6);
    }
  }
}

TEST_CASE("answers: a runtime is in evaluation mode on every device") {
  const auto description = mixed_model(true);
  const StateDict state = known_state(description);
  const Features rows = mixed_rows(24, true).features;
  const auto net = net_with(description, state, at::kCPU);
  net->eval();
  const torch::NoGradGuard no_grad;
  const auto wanted = values_of(net_answers(*net, place_features(rows, kMixed, at::kCPU), true));
  for (const at::Device& device : {kFake, at::Device(at::kCPU)}) {
    INFO(device);
    const TorchRuntime runtime(description, state, device);
    CHECK(largest_difference(runtime.answer(rows), wanted) < 1e-6);
    CHECK(runtime.answer(rows) == runtime.answer(rows));
  }
}

TEST_CASE("answers: golden rows hold on the other device, and not for another net") {
  const auto description = mixed_model(true);
  const StateDict state = known_state(description);
  const Features rows = mixed_rows(32, true).features;
  for (const auto& [made, asked] :
       {std::pair(at::Device(at::kCPU), kFake), std::pair(kFake, at::Device(at::kCPU))}) {
    const auto golden = golden_of(TorchRuntime(description, state, made).answer(rows), 3);
    CHECK(compare(golden, TorchRuntime(description, state, asked).answer(rows)).holds);
    StateDict other = state;
    other["norm_0.running_mean"] = HostTensor::of({12}, std::vector<float>(12, 0.0F));
    CHECK_FALSE(compare(golden, TorchRuntime(description, other, asked).answer(rows)).holds);
  }
}

TEST_CASE("answers: evaluation rows are answered alike, in the user's units") {
  for (const bool classes : {false, true}) {
    const auto description = mixed_model(classes);
    const StateDict state = known_state(description);
    const TargetTransform target{classes ? 0.0 : 100.0, classes ? 1.0 : 7.0};
    const Features rows = mixed_rows(50, classes).features;
    std::vector<std::vector<float>> answers;
    for (const at::Device& device : {kFake, at::Device(at::kCPU)}) {
      const auto net = net_with(description, state, device);
      net->train();
      answers.push_back(
          answer_rows(*net, place_features(rows, kMixed, device), description, target));
    }
    CHECK(largest_difference(answers[0], answers[1]) < 1e-4);
    CHECK(answers[0].size() == static_cast<size_t>(50 * description.outputs));
  }
}

TEST_CASE("answers: rows on the wrong device are refused, never copied in silence") {
  const auto description = mixed_model(false);
  const Features rows = mixed_rows(6, false).features;
  for (const auto& [home, away] :
       {std::pair(at::Device(at::kCPU), kFake), std::pair(kFake, at::Device(at::kCPU))}) {
    const auto net = make_net(description, home, 1);
    CHECK_THROWS_WITH(net->forward(place_features(rows, kMixed, away)),
                      Catch::Contains("same device"));
  }
}

TEST_CASE("answers: a device that fails is an error of mlrun's own, at every chunk") {
  const auto description = mixed_model(true);
  const StateDict state = known_state(description);
  const Features rows = mixed_rows(16, true).features;
  for (const auto& options : {kSteps, kGraph}) {
    for (int chunk = 0; chunk < 5; ++chunk) {
      const TorchRuntime runtime(description, state, kFake, options);
      for (int i = 0; i < chunk; ++i) (void)runtime.answer(rows);
      const Fault fault(8);
      try {
        (void)runtime.answer(rows);
        FAIL("answered");
      } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::kDevice);
        CHECK_THAT(error.what(), Catch::StartsWith("the device failed: fakedev error: "));
      }
    }
  }
}
