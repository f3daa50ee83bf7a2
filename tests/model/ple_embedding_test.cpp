#include "model/ple_embedding.h"

#include <torch/types.h>

#include <catch2/catch.hpp>
#include <cmath>

using namespace mlrun;

namespace {

constexpr int64_t kBins = 2;
const FeatureLayout kLayout{{"a", "b"}, {}, {}, {}};

PleEmbedding make(int64_t copies = 1) {
  Random random(1);
  return {{.type = "ple", .width = 3, .bins = kBins}, 2, copies, at::kCPU, random};
}

// Edges of a: 0, 1, 3; b is constant.
Features rows() { return {3, {0, 7, 1, 7, 3, 7}, {}}; }

}  // namespace

TEST_CASE("the embedding is linear at first") {
  PleEmbedding embedding = make();
  embedding.start(rows(), kLayout);
  const auto own = embedding.named_parameters();
  const at::Tensor x = torch::tensor({{0.5F, -1.F}, {9.F, 2.F}});
  const at::Tensor linear = x.unsqueeze(2) * own["linear_weight"] + own["linear_bias"];
  CHECK((embedding.forward(x) - linear).abs().max().item<double>() < 1e-6);
  CHECK(own["linear_weight"].abs().max().item<double>() <= 1 / std::sqrt(3.0));
}

TEST_CASE("components by hand, outside of the training range too") {
  PleEmbedding embedding = make();
  embedding.start(rows(), kLayout);
  const torch::NoGradGuard no_grad;
  for (const auto& item : embedding.named_parameters()) item.value().zero_();
  // Value t of a's embedding is component t.
  embedding.named_parameters()["weight"][0].slice(1, 0, 2).copy_(torch::eye(2));
  const at::Tensor x = torch::tensor({{-2.F, 7.F}, {0.25F, 7.F}, {2.F, 8.F}, {5.F, 7.F}});
  const at::Tensor out = embedding.forward(x);
  const at::Tensor wanted = torch::tensor({{-2.F, 0.F}, {0.25F, 0.F}, {1.F, 0.5F}, {1.F, 2.F}});
  CHECK(out.select(1, 0).slice(1, 0, 2).allclose(wanted));
  CHECK(out.select(1, 1).abs().max().item<float>() == 0);
}

TEST_CASE("every copy has the bins of its input") {
  PleEmbedding embedding = make(2);
  embedding.start(rows(), kLayout);
  const at::Tensor slope = embedding.named_buffers()["slope"];
  CHECK(slope.equal(torch::tensor({{1.F, 0.5F}, {0.F, 0.F}, {1.F, 0.5F}, {0.F, 0.F}})));
  const at::Tensor weight = embedding.named_parameters()["linear_weight"];
  CHECK_FALSE(weight.slice(0, 0, 2).equal(weight.slice(0, 2, 4)));
}
