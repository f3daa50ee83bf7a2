#include <torch/types.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "device/host_state.h"
#include "model/model_factory.h"
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
  CHECK(worst < 1.5e-6);
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

namespace {

// Drawn rows whose indicators are 0 or 1, as they are in every table.
Features marked_features(const FeatureLayout& layout, int64_t count, Random& random) {
  Features rows = drawn_features(layout, count, random);
  const auto width = static_cast<size_t>(layout.dense_width());
  for (size_t i = 0; i < rows.dense.size(); ++i) {
    if (i % width >= layout.numeric.size()) rows.dense[i] = rows.dense[i] > 0 ? 1.0F : 0.0F;
  }
  return rows;
}

// The same of a net of LibTorch's with its own initial values, bins by drawn rows.
void check_net(const ModelConfig& config, int64_t outputs, const FeatureLayout& layout) {
  Random random(13, "nets");
  const ModelDescription description{config, layout, outputs, outputs > 1};
  const auto net = make_net(description, at::kCPU, 5);
  const Features train = marked_features(layout, 500, random);
  Random start(6);
  net->start(train, start);
  {
    // None of it at its start of 0 or 1.
    const torch::NoGradGuard no_grad;
    for (at::Tensor& parameter : net->parameters())
      parameter.add_(torch::randn_like(parameter) * 0.05);
    for (auto& buffer : net->named_buffers()) {
      if (buffer.key().ends_with("running_mean")) buffer.value().normal_(0, 0.3);
      if (buffer.key().ends_with("running_var")) buffer.value().uniform_(0.5, 2);
    }
  }
  const StateDict state = host_state(*net);
  const Features rows = marked_features(layout, 300, random);
  const auto wanted = TorchRuntime(description, state, at::kCPU).answer(rows);
  const auto native = make_native_runtime(description, state);
  REQUIRE(native != nullptr);
  const auto got = native->answer(rows);
  REQUIRE(got.size() == wanted.size());
  double worst = 0;
  for (size_t i = 0; i < got.size(); ++i) {
    const double wide = wanted[i];
    worst = std::max(worst, std::abs(got[i] - wide) / std::max(std::abs(wide), 1.0));
  }
  INFO(to_json(config).dump() << ", " << outputs << " outputs");
  CHECK(worst < 3e-6);
}

}  // namespace

TEST_CASE("native answers of nets with embeddings and members are LibTorch's") {
  torch::manual_seed(2);
  const FeatureLayout numbers{{"a", "b", "c"}, {}, {}, {}};
  const FeatureLayout codes{{}, {}, {"c", "d"}, {40, 2}};
  const EmbeddingOptions ple{.type = "ple", .width = 5, .bins = 9};
  for (const auto& layout : {numbers, codes, mixed_layout()}) {
    for (const int64_t outputs : {1, 2, 7}) {
      check_net(DenseOptions{.hidden = {24, 17}, .embedding = ple}, outputs, layout);
      check_net(
          DenseOptions{
              .hidden = {24}, .activation = "mish", .embedding = {.type = "pbld", .width = 4}},
          outputs, layout);
      check_net(TabMOptions{.members = 5, .blocks = 2, .width = 40}, outputs, layout);
      check_net(TabMOptions{.members = 3, .blocks = 1, .width = 24, .embedding = {}}, outputs,
                layout);
      check_net(TabMOptions{.variant = "full", .members = 3, .blocks = 3, .width = 21}, outputs,
                layout);
      check_net(TabMOptions{.variant = "full", .members = 2, .blocks = 1, .embedding = {}}, outputs,
                layout);
      for (const EmbeddingOptions& embedding :
           {EmbeddingOptions{}, ple, EmbeddingOptions{.type = "pbld", .width = 4},
            EmbeddingOptions{.type = "plr-lite", .width = 6, .frequencies = 19}}) {
        check_net(ResNetOptions{.blocks = 2, .width = 27, .embedding = embedding}, outputs, layout);
        check_net(DenseOptions{.hidden = {24, 17}, .batch_norm = true, .embedding = embedding},
                  outputs, layout);
        check_net(DenseOptions{.hidden = {24}, .embedding = embedding}, outputs, layout);
        check_net(RealMlpOptions{.hidden = {24}, .members = 2, .embedding = embedding}, outputs,
                  layout);
      }
      check_net(DenseOptions{.hidden = {}, .embedding = ple}, outputs, layout);
      check_net(RealMlpOptions{.hidden = {24, 20}}, outputs, layout);
      check_net(RealMlpOptions{.hidden = {24}, .members = 3}, outputs, layout);
      check_net(RealMlpOptions{.hidden = {24},
                               .parametric_activation = false,
                               .scale = false,
                               .one_hot_limit = 3,
                               .members = 2,
                               .embedding = ple},
                outputs, layout);
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
