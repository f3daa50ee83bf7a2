#include <catch2/catch.hpp>
#include <cmath>

#include "model/torch_runtime.h"
#include "predict/native_runtime.h"
#include "predict/nets.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

// Answers by LibTorch and by our own kernels, to 300 rows.
void check_same(const DenseOptions& options, int64_t outputs, const FeatureLayout& layout) {
  Random random(11, "answers");
  const ModelDescription description{options, layout, outputs, outputs > 1};
  auto state = dense_state(options, description, random);
  // Weights of the size that training leaves, so that errors are those of a real net.
  for (auto& [path, tensor] : state) {
    if (!path.ends_with(".weight") || path.starts_with("norm")) continue;
    auto values = tensor.floats();
    const auto inputs = static_cast<double>(tensor.shape[1]);
    for (float& value : values) value = static_cast<float>(value / std::sqrt(inputs));
    tensor = HostTensor::of(tensor.shape, values);
  }
  const Features rows = drawn_features(layout, 300, random);
  const auto wanted = TorchRuntime(description, state, at::kCPU).answer(rows);
  const auto got = make_native_runtime(description, state)->answer(rows);
  REQUIRE(got.size() == wanted.size());
  double worst = 0;
  for (size_t i = 0; i < got.size(); ++i) {
    const double wide = wanted[i];
    worst = std::max(worst, std::abs(got[i] - wide) / std::max(std::abs(wide), 1.0));
  }
  INFO(options.activation << ", " << options.hidden.size() << " layers, " << outputs << " outputs");
  CHECK(worst < 1e-6);
}

}  // namespace

TEST_CASE("native answers are LibTorch's, for every activation") {
  for (const char* activation : {"relu", "gelu", "silu", "tanh", "selu", "mish"}) {
    for (const bool batch_norm : {false, true}) {
      for (const int64_t outputs : {1, 2, 7}) {
        check_same({{48, 40}, activation, 0.1, batch_norm, {}}, outputs, mixed_layout());
      }
    }
  }
}

TEST_CASE("native answers are LibTorch's, for every kind of input") {
  const FeatureLayout numbers{{"a", "b", "c"}, {}, {}, {}};
  const FeatureLayout codes{{}, {}, {"c", "d"}, {40, 2}};
  for (const auto& layout : {numbers, codes, mixed_layout()}) {
    for (const int64_t outputs : {1, 2, 3}) {
      check_same({.hidden = {}}, outputs, layout);
      check_same({.hidden = {256, 256}}, outputs, layout);
    }
  }
}

TEST_CASE("a CPU's runtimes may be asked by several threads at once") {
  Random random(1, "threads");
  const DenseOptions options{.hidden = {8}};
  const ModelDescription description{options, mixed_layout(), 1, false};
  const auto state = dense_state(options, description, random);
  CHECK(TorchRuntime(description, state, at::kCPU).concurrent());
  CHECK(make_native_runtime(description, state)->concurrent());
}
