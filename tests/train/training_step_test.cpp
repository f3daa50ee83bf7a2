#include "train/training_step.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

#include "device/device.h"
#include "device/host_state.h"
#include "model/model_factory.h"
#include "train/rows.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

struct Outcome {
  StateDict state;
  double loss = 0;
};

Outcome train(TrainConfig config, const LabelledRows& rows, int64_t parts) {
  const ModelDescription description{config.model, kPlane, 1, false};
  const auto net = make_net(description, at::kCPU, 3);
  const TrainingRows data = place_rows(rows, kPlane, {}, false, at::kCPU);
  const Loss loss(config.train, false);
  const auto optimizer = make_optimizer(*net, config.train.optimizer);
  const Strategy one;
  TrainingStep step(*net, loss, *optimizer, data, config, at::kCPU, one);
  step.set_parts(parts);
  seed_device(5);
  net->train();
  Outcome outcome;
  const at::Tensor all = torch::arange(data.rows(), at::kLong);
  for (int i = 0; i < 5; ++i) outcome.loss = step.run(all, {0.01, {}}).item<double>();
  outcome.state = host_state(*net);
  return outcome;
}

TrainConfig with_dropout() {
  TrainConfig config;
  DenseOptions options;
  options.hidden = {16, 16};
  options.dropout = 0.3;
  config.model = options;
  return config;
}

}  // namespace

TEST_CASE("a batch in parts gives the weights of the batch as a whole, dropout included") {
  const TrainConfig config = with_dropout();
  TrainConfig in_parts = config;
  in_parts.device.on_oom = "shrink";
  const Outcome whole = train(config, plane(37), 1);
  for (const int64_t parts : {2, 4, 37, 64}) {
    const Outcome split = train(in_parts, plane(37), parts);
    CHECK(difference(whole.state, split.state) < 1e-5);
    CHECK(split.loss == Approx(whole.loss).epsilon(1e-5));
  }
}

TEST_CASE("a weighted batch in parts counts each row as the whole does") {
  LabelledRows rows = plane(24);
  for (int64_t i = 0; i < 24; ++i) rows.weights.push_back(i < 8 ? 0.0F : static_cast<float>(i));
  const Outcome whole = train(with_dropout(), rows, 1);
  TrainConfig in_parts = with_dropout();
  in_parts.device.on_oom = "shrink";
  // The first of three parts has weights of zero alone.
  CHECK(difference(whole.state, train(in_parts, rows, 3).state) < 1e-5);
}

TEST_CASE("a batch without any weight moves nothing and is no divergence") {
  TrainConfig config = with_dropout();
  config.train.optimizer.type = "sgd";
  config.train.optimizer.weight_decay = 0;
  LabelledRows rows = plane(8);
  rows.weights.assign(8, 0.0F);
  const Outcome outcome = train(config, rows, 1);
  CHECK(outcome.loss == 0);
  const ModelDescription description{config.model, kPlane, 1, false};
  CHECK(difference(outcome.state, host_state(*make_net(description, at::kCPU, 3))) == 0);
}

TEST_CASE("bf16 products change the weights a little, and leave them fp32") {
  TrainConfig config = with_dropout();
  const Outcome fp32 = train(config, plane(32), 1);
  config.device.precision = "bf16";
  const Outcome bf16 = train(config, plane(32), 1);
  const double apart = difference(fp32.state, bf16.state);
  CHECK(apart > 0);
  CHECK(apart < 0.1);
  for (const auto& [name, tensor] : bf16.state) CHECK(tensor.dtype == Dtype::kF32);
}

TEST_CASE("a learning rate on the device does what the number does") {
  for (const char* type : {"adamw", "sgd"}) {
    TrainConfig config = with_dropout();
    config.train.optimizer.type = type;
    std::vector<StateDict> states;
    for (const bool on_device : {false, true}) {
      const ModelDescription description{config.model, kPlane, 1, false};
      const auto net = make_net(description, at::kCPU, 3);
      const TrainingRows data = place_rows(plane(8), kPlane, {}, false, at::kCPU);
      const Loss loss(config.train, false);
      const auto optimizer = make_optimizer(*net, config.train.optimizer);
      const Strategy one;
      TrainingStep step(*net, loss, *optimizer, data, config, at::kCPU, one);
      net->eval();
      LearningRate rate{0.01, {}};
      if (on_device) rate = {0, torch::full({}, 0.01)};
      for (int i = 0; i < 3; ++i) step.run(torch::arange(8, at::kLong), rate);
      states.push_back(host_state(*net));
    }
    CHECK(difference(states[0], states[1]) < 1e-6);
  }
}
