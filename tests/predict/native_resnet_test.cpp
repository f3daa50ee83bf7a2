#include "predict/native_resnet.h"

#include <catch2/catch.hpp>

using namespace mlrun;

namespace {

using Values = std::vector<float>;

void add_norm(StateDict& state, const std::string& path, float mean) {
  state[path + ".weight"] = HostTensor::of({1}, Values{2});
  state[path + ".bias"] = HostTensor::of({1}, Values{1});
  state[path + ".running_mean"] = HostTensor::of({1}, Values{mean});
  state[path + ".running_var"] = HostTensor::of({1}, Values{4});
}

void add_layer(StateDict& state, const std::string& path, float weight, float bias, int64_t out) {
  state[path + ".weight"] = HostTensor::of({out, 1}, Values(static_cast<size_t>(out), weight));
  state[path + ".bias"] = HostTensor::of({out}, Values(static_cast<size_t>(out), bias));
}

// x = 3a + 1; x += 5 relu(2 (x - 1 + 1) - 4) + 7; y = 2 relu(x - 6 + 1) + 0.5, but for the 1e-5
// beside a variance.
StateDict by_hand(int64_t outputs) {
  StateDict state;
  add_layer(state, "input", 3, 1, 1);
  add_norm(state, "block_0_norm", 1);
  add_layer(state, "block_0_first", 2, -4, 1);
  add_layer(state, "block_0_second", 5, 7, 1);
  add_norm(state, "output_norm", 6);
  add_layer(state, "output", 2, 0.5F, outputs);
  return state;
}

}  // namespace

TEST_CASE("a residual net of one unit by hand, with few outputs and with many") {
  const ResNetOptions options{.blocks = 1, .width = 1, .hidden_factor = 1};
  for (const int64_t outputs : {1, 7}) {
    const ModelDescription description{options, {{"a"}, {}, {}, {}}, outputs, outputs > 1};
    const NativeResNet net(options, description, by_hand(outputs), host_instructions());
    // More rows than a block holds, alternating.
    Features rows{200, {}, {}};
    for (int i = 0; i < 200; ++i) rows.dense.push_back(i % 2 == 0 ? 1.0F : -2.0F);
    std::vector<float> out(static_cast<size_t>(200 * outputs));
    net.forward(rows, 0, 200, out.data());
    for (size_t i = 0; i < out.size(); ++i) {
      // a = 1: x = 4, then 4 + 5 * 4 + 7 = 31, y = 2 * 26 + .5. a = -2: x = -5, then 2, y = .5.
      const bool first = i / static_cast<size_t>(outputs) % 2 == 0;
      REQUIRE(out[i] == Approx(first ? 52.5 : 0.5).epsilon(1e-4));
    }
  }
}
