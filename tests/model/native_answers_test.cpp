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

// In double precision, rounded once at the end.
std::vector<float> exact_answers(Net& net, const ModelDescription& description,
                                 const Features& rows) {
  const torch::NoGradGuard no_grad;
  net.to(at::kDouble);
  net.eval();
  NetInput input = place_features(rows, description.layout, at::kCPU);
  input.dense = input.dense.to(at::kDouble);
  const at::Tensor out = net_answers(net, input, description.classification).contiguous();
  return {out.const_data_ptr<float>(), out.const_data_ptr<float>() + out.numel()};
}

// The largest error relative to the answer or to 1.
double worst_error(const std::vector<float>& got, const std::vector<float>& wanted) {
  REQUIRE(got.size() == wanted.size());
  double worst = 0;
  for (size_t i = 0; i < got.size(); ++i) {
    const double wide = wanted[i];
    worst = std::max(worst, std::abs(got[i] - wide) / std::max(std::abs(wide), 1.0));
  }
  return worst;
}

// Answers of our own kernels are as near to those in double precision as 1e-6, or as LibTorch's
// are; from LibTorch's they are no further than both errors together.
void check_answers(const ModelDescription& description, const StateDict& state,
                   const Features& rows) {
  const auto native = make_native_runtime(description, state);
  REQUIRE(native != nullptr);
  const auto got = native->answer(rows);
  const auto theirs = TorchRuntime(description, state, at::kCPU).answer(rows);
  const auto net = make_net(description, at::kCPU, 1);
  load_state(*net, state);
  const auto exact = exact_answers(*net, description, rows);
  const double their_error = worst_error(theirs, exact);
  CHECK(worst_error(got, exact) < std::max(1e-6, 1.25 * their_error));
  CHECK(worst_error(got, theirs) < 1e-6 + their_error);
}

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
  INFO(options.activation << ", " << options.hidden.size() << " layers, " << outputs << " outputs");
  check_answers(description, state, rows);
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
  INFO(to_json(config).dump() << ", " << outputs << " outputs");
  check_answers(description, state, rows);
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
