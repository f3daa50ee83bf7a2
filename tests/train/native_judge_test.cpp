#include "train/native_judge.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

#include "device/device.h"
#include "train/rows.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

// Judges of the same net: LibTorch's and our kernels'.
std::pair<double, double> both(const ModelConfig& config, const std::string& metric_name,
                               bool classes) {
  const ModelDescription description{config, kPlane, classes ? 2 : 1, classes};
  const Task task = classes ? Task::kBinary : Task::kRegression;
  const TargetTransform target{0.5, 2.0};
  LabelledRows valid = plane(101);
  if (classes) {
    for (float& value : valid.targets) value = value > 0 ? 1.0F : 0.0F;
  }
  const auto metric = make_metric(metric_name, task, description.outputs);
  const auto net = make_net(description, at::kCPU, 1);
  Random random(1, "start");
  net->start(valid.features, random);
  const JudgeTask judged{*net, description, target, valid, *metric};
  const auto here = judge_on(judged, at::kCPU);
  here->start();
  const auto ours = judge_by_kernels(judged);
  REQUIRE(ours != nullptr);
  ours->start();
  const auto kept = ours->weights();
  const auto tensors = tensors_of(*net);
  REQUIRE(kept.size() == tensors.size());
  for (size_t i = 0; i < kept.size(); ++i) CHECK(torch::equal(kept[i], tensors[i]));
  return {here->finish(), ours->finish()};
}

}  // namespace

TEST_CASE("our kernels judge as LibTorch does, with any number of threads") {
  TabMOptions tabm;
  tabm.members = 4;
  tabm.blocks = 2;
  tabm.width = 16;
  std::vector<double> scores;
  for (const int count : {1, 3}) {
    set_threads(count);
    const auto [theirs, ours] = both(tabm, "rmse", false);
    CHECK(ours == Approx(theirs).epsilon(1e-5));
    scores.push_back(ours);
    const auto [their_loss, our_loss] = both(tabm, "log-loss", true);
    CHECK(our_loss == Approx(their_loss).epsilon(1e-5));
    const auto [their_dense, our_dense] = both(DenseOptions{}, "rmse", false);
    CHECK(our_dense == Approx(their_dense).epsilon(1e-5));
  }
  CHECK(scores[0] == scores[1]);
  set_threads(1);
}

TEST_CASE("a net without a planned step has such a judge too") {
  ResNetOptions options;
  options.blocks = 1;
  options.width = 8;
  const ModelDescription description{options, kPlane, 1, false};
  const auto metric = make_metric("rmse", Task::kRegression, 1);
  const auto net = make_net(description, at::kCPU, 1);
  const LabelledRows valid = plane(5);
  CHECK(judge_by_kernels({*net, description, {}, valid, *metric}) != nullptr);
}
