#include "train/eager_step.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

#include "model/dense.h"

using namespace mlrun;

TEST_CASE("one step of SGD by hand") {
  const FeatureLayout layout{{"x"}, {}, {}, {}};
  DenseOptions options;
  options.hidden = {};
  Random random(1);
  DenseImpl net(options, layout, 1, at::kCPU, random);
  {
    const torch::NoGradGuard no_grad;
    net.named_parameters()["output.weight"].fill_(1);
    net.named_parameters()["output.bias"].fill_(0);
  }
  OptimizerConfig sgd;
  sgd.type = "sgd";
  sgd.weight_decay = 0;
  const auto optimizer = make_optimizer(net, sgd);
  const Loss loss({}, false);
  const TrainingRows data = place_rows({{2, {2, 9}, {}}, {0, 9}, {}}, layout, {}, false, at::kCPU);
  TrainConfig config;
  config.train.clip_norm = 0;
  const Strategy one;
  TrainingStep step(net, loss, *optimizer, data, config, at::kCPU, one);
  EagerStep runner(step, false);
  // Row 0: x 2, error 2, loss 4, gradients 2 x 2 x 2 = 8 and 4.
  const std::vector<double> lr = {0.1};
  const StepBatches batches{torch::zeros({1, 1}, at::kLong), lr, torch::full({1}, 0.1)};
  CHECK(runner.run(batches).item<float>() == 4);
  CHECK(net.named_parameters()["output.weight"].item<float>() == Approx(0.2));
  CHECK(net.named_parameters()["output.bias"].item<float>() == Approx(-0.4));
}
