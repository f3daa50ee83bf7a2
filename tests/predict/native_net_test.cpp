#include "predict/native_net.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/error.h"
#include "kernels/bf16.h"
#include "predict/nets.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("the dense net has a native form") {
  Random random(1, "forms");
  const DenseOptions options;
  const ModelDescription description{options, mixed_layout(), 2, true};
  const auto state = dense_state(options, description, random);
  CHECK(make_native_net(description, state, host_instructions()) != nullptr);
  CHECK_THROWS_AS(make_native_net(description, {}, host_instructions()), Error);
}

TEST_CASE("in bf16 the dense net answers nearly the same, with batch norm it has no such form") {
  if (bf16_kernel(host_instructions()) == nullptr) {
    WARN("this processor does not multiply bf16: not tested");
    return;
  }
  Random random(1, "forms");
  const DenseOptions options;
  const ModelDescription description{options, mixed_layout(), 2, true};
  const auto state = dense_state(options, description, random);
  const Features rows = drawn_features(mixed_layout(), 50, random);
  std::vector<float> fp32(100), bf16(100);
  make_native_net(description, state, host_instructions())->forward(rows, 0, 50, fp32.data());
  make_native_net(description, state, host_instructions(), true)->forward(rows, 0, 50, bf16.data());
  CHECK(fp32 != bf16);
  double off = 0;
  double size = 0;
  for (size_t i = 0; i < fp32.size(); ++i) {
    off += std::pow(fp32[i] - bf16[i], 2);
    size += std::pow(fp32[i], 2);
  }
  CHECK(std::sqrt(off / size) < 0.02);
  const ModelDescription normed{DenseOptions{.batch_norm = true}, mixed_layout(), 2, true};
  CHECK(make_native_net(normed, {}, host_instructions(), true) == nullptr);
}

TEST_CASE("every net has a native form, and says which tensors it misses") {
  for (const ModelConfig& config :
       {ModelConfig{DenseOptions{.embedding = {.type = "plr-lite"}}},
        ModelConfig{DenseOptions{.batch_norm = true}}, ModelConfig{ResNetOptions{}},
        ModelConfig{TabMOptions{}}, ModelConfig{TabMOptions{.variant = "full"}},
        ModelConfig{RealMlpOptions{}}}) {
    const ModelDescription description{config, mixed_layout(), 2, true};
    CHECK_THROWS_AS(make_native_net(description, {}, host_instructions()), Error);
  }
}
