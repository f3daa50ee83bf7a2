#include "train/weight_average.h"

#include <torch/types.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "model/model_factory.h"
#include "train/judge.h"
#include "train/rows.h"

using namespace mlrun;

namespace {

void fill(Net& net, float value) {
  const torch::NoGradGuard no_grad;
  for (const auto& tensor : tensors_of(net)) tensor.fill_(value);
}

}  // namespace

TEST_CASE("an average over steps by hand, without the bias to its start") {
  const auto net = make_net({DenseOptions{.hidden = {}}, test::kPlane, 1, false}, at::kCPU, 1);
  const auto bias = net->named_parameters()["output.bias"];
  WeightAverage average(*net, 0.5);
  fill(*net, 8);
  average.update();
  average.swap();
  CHECK(bias.item<float>() == 8);  // of one step: that step
  average.swap();
  for (const float value : {4.F, 1.F}) {
    fill(*net, value);
    average.update();
  }
  CHECK(bias.item<float>() == 1);
  average.swap();
  // (8 / 4 + 4 / 2 + 1) / (1 / 4 + 1 / 2 + 1).
  CHECK(bias.item<float>() == Approx(5 / 1.75));
  average.swap();
  CHECK(bias.item<float>() == 1);
}

TEST_CASE("running statistics are averaged, other buffers left alone") {
  const DenseOptions options{.hidden = {2}, .batch_norm = true};
  const auto net = make_net({options, test::kPlane, 1, false}, at::kCPU, 1);
  WeightAverage average(*net, 0.5);
  for (const float value : {6.F, 3.F}) {
    fill(*net, value);
    average.update();
  }
  average.swap();
  CHECK(net->named_buffers()["norm_0.running_mean"][0].item<float>() == Approx(4));
  CHECK(net->named_parameters()["norm_0.bias"][0].item<float>() == Approx(4));
  const DenseOptions embedded{.hidden = {}, .embedding = {.type = "ple", .width = 2, .bins = 3}};
  const auto bins = make_net({embedded, test::kPlane, 1, false}, at::kCPU, 1);
  WeightAverage other(*bins, 0.5);
  for (const auto& buffer : bins->buffers()) buffer.fill_(INFINITY);
  other.update();
  other.update();
  other.swap();
  for (const auto& buffer : bins->buffers()) CHECK(buffer.isinf().all().item<bool>());
}
