#include "train/planned_step.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

#include "config/resolve.h"
#include "device/device.h"
#include "device/strategy.h"
#include "kernels/bf16.h"
#include "model/model_factory.h"
#include "train/training_step.h"

using namespace mlrun;

namespace {

// A table with every kind of input, its net, and the ways to run a step on it.
struct Bench {
  TrainConfig config;
  ModelDescription description;
  TrainingRows rows;
  std::shared_ptr<Net> net;
  std::unique_ptr<Loss> loss;
  std::unique_ptr<Optimizer> optimizer;
  Strategy alone;
  std::unique_ptr<TrainingStep> step;

  Bench(const std::vector<std::string>& sets, int64_t classes, bool weighted = false,
        int64_t count = 300) {
    ConfigSources sources;
    sources.sets = sets;
    config = resolve_config(sources).config;
    set_threads(1);  // of LibTorch, whose own wait awake for each other
    description.config = config.model;
    description.layout = {{"a", "b", "c"}, {"a"}, {"kind", "place"}, {5, 3}};
    description.outputs = classes > 0 ? classes : 1;
    description.classification = classes > 0;
    fill(count, classes, weighted);
    Random random(1);
    net = make_net(description, at::kCPU, 3);
    net->start(features_, random);
    net->train();
    loss = std::make_unique<Loss>(config.train, classes > 0);
    optimizer = make_optimizer(*net, config.train.optimizer);
    step = std::make_unique<TrainingStep>(*net, *loss, *optimizer, rows, config, at::kCPU, alone);
  }

  at::Tensor batch(int64_t places, uint64_t seed) const {
    Random random(seed);
    const bool own = net->trains_per_member();
    const at::Tensor order = torch::empty({places, own ? net->members() : 1}, at::kLong);
    for (int64_t i = 0; i < order.numel(); ++i) {
      order.data_ptr<int64_t>()[i] =
          static_cast<int64_t>(random.below(static_cast<uint64_t>(rows.rows())));
    }
    return own ? order : order.squeeze(1);
  }

 private:
  void fill(int64_t count, int64_t classes, bool weighted) {
    Random random(2);
    features_.rows = count;
    for (int64_t i = 0; i < count; ++i) {
      const double a = random.normal();
      const double b = random.normal();
      for (const double value : {a, b, random.normal(), random.uniform() < 0.2 ? 1.0 : 0.0}) {
        features_.dense.push_back(static_cast<float>(value));
      }
      features_.codes.push_back(static_cast<int>(random.below(6)) - 1);
      features_.codes.push_back(static_cast<int>(random.below(3)));
    }
    rows.inputs = place_features(features_, description.layout, at::kCPU);
    const at::Tensor& dense = rows.inputs.dense;
    const at::Tensor smooth =
        dense.select(1, 0).sin() + dense.select(1, 1) * dense.select(1, 2) / 2;
    rows.targets = smooth;
    if (classes > 0) {
      const double spread = static_cast<double>(classes) / 3;
      const auto top = static_cast<double>(classes - 1);
      rows.targets = ((smooth + 1.5) * spread).floor().clamp(0, top).to(at::kLong);
    }
    if (weighted) rows.weights = dense.select(1, 2).abs() + 0.1;
  }

  Features features_;
};

struct Case {
  std::vector<std::string> sets;
  int64_t classes = 0;
  bool weighted = false;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {{"model.type=dense", "model.hidden=[33,20]", "model.dropout=0"}, 0},
      {{"model.type=dense", "model.hidden=[]", "model.dropout=0"}, 3},
      {{"model.type=dense", "model.hidden=[64]", "model.dropout=0", "model.embedding.type=ple",
        "model.embedding.bins=7", "model.embedding.width=5", "train.label_smoothing=0.1"},
       4},
      {{"model.type=tabm", "model.members=4", "model.width=48", "model.dropout=0",
        "model.batches=shared", "model.embedding.width=16", "model.embedding.bins=9"},
       0},
      {{"model.type=tabm", "model.members=6", "model.width=40", "model.dropout=0",
        "model.embedding.width=16", "model.embedding.bins=48", "model.batches=own"},
       3,
       true},
      {{"model.type=tabm", "model.members=4", "model.width=24", "model.dropout=0",
        "model.variant=full", "model.embedding.width=16", "model.embedding.bins=9"},
       0},
      {{"model.type=tabm", "model.members=3", "model.width=28", "model.dropout=0",
        "model.variant=full", "model.batches=shared", "model.embedding.type=none"},
       3,
       true},
      {{"model.type=tabm", "model.members=3", "model.blocks=1", "model.dropout=0",
        "model.embedding.type=none", "train.loss=huber"},
       0,
       true},
      {{"model.type=dense", "model.hidden=[16,16,16]", "model.dropout=0", "train.loss=mae"}, 0},
      {{"model.type=dense", "model.hidden=[16]", "model.dropout=0", "train.loss=quantile",
        "train.quantile=0.8"},
       0},
      {{"model.type=dense", "model.hidden=[16]", "model.dropout=0", "train.loss=poisson"}, 0},
      {{"model.type=dense", "model.hidden=[16]", "model.dropout=0", "train.loss=bce"}, 2, true},
      {{"model.type=realmlp", "model.hidden=[32,24]", "model.dropout=0", "model.one_hot_limit=4"},
       0},
      {{"model.type=realmlp", "model.hidden=[20]", "model.dropout=0"}, 3, true},
      {{"model.type=realmlp", "model.hidden=[20,12]", "model.dropout=0", "model.members=3",
        "model.one_hot_limit=4"},
       0},
      {{"model.type=realmlp", "model.hidden=[20]", "model.dropout=0", "model.members=2",
        "model.embedding.type=ple"},
       3,
       true},
      {{"model.type=realmlp", "model.hidden=[20]", "model.dropout=0", "model.scale=false",
        "model.embedding.type=none", "model.parametric_activation=false"},
       2},
      {{"model.type=realmlp", "model.hidden=[20]", "model.dropout=0", "model.embedding.type=ple",
        "model.activation=relu"},
       0},
      {{"model.type=dense", "model.hidden=[24,24]", "model.dropout=0", "model.activation=gelu"}, 0},
      {{"model.type=dense", "model.hidden=[24]", "model.dropout=0", "model.activation=silu",
        "model.embedding.type=pbld", "model.embedding.width=4"},
       0},
      {{"model.type=dense", "model.hidden=[24]", "model.dropout=0", "model.embedding.type=plr-lite",
        "model.embedding.width=6", "model.embedding.frequencies=19"},
       0},
      {{"model.type=dense", "model.hidden=[24]", "model.dropout=0", "train.optimizer.type=sgd",
        "train.optimizer.weight_decay=0.1"},
       0},
  };
  return all;
}

// Losses of autograd's steps and of the plan's, from the same start.
std::pair<std::vector<double>, std::vector<double>> curves(const Case& what, int steps,
                                                           int threads) {
  Bench eager(what.sets, what.classes, what.weighted);
  Bench planned(what.sets, what.classes, what.weighted);
  PlannedStep plan(*planned.net, planned.description, planned.config, planned.rows, threads);
  std::pair<std::vector<double>, std::vector<double>> losses;
  for (int i = 0; i < steps; ++i) {
    const at::Tensor rows = eager.batch(64, static_cast<uint64_t>(i));
    const double lr = 1e-4;
    losses.first.push_back(eager.step->run(rows, {lr, {}}).item<double>());
    losses.second.push_back(plan.run({rows.unsqueeze(0), std::span(&lr, 1), {}}).item<double>());
  }
  return losses;
}

}  // namespace

TEST_CASE("a plan's gradients are autograd's") {
  for (const Case& what : cases()) {
    for (const int threads : {1, 2, 3}) {
      Bench bench(what.sets, what.classes, what.weighted);
      INFO(what.sets.front() << " " << what.sets.back() << ", threads " << threads);
      REQUIRE(plan_fault(bench.description, bench.config).empty());
      PlannedStep plan(*bench.net, bench.description, bench.config, bench.rows, threads);
      const at::Tensor rows = bench.batch(101, 5);
      bench.config.train.clip_norm = 0;
      std::vector<at::Tensor> mine;
      const double loss = plan.gradients(rows, mine);
      // With a rate of 0 the step leaves the gradients, and the net as it was.
      CHECK(bench.step->run(rows, {0, {}}).item<double>() == Approx(loss).epsilon(1e-5));
      const auto parameters = bench.net->named_parameters();
      REQUIRE(mine.size() == parameters.size());
      for (size_t i = 0; i < mine.size(); ++i) {
        const at::Tensor wanted = parameters[i].value().grad();
        const double size = wanted.abs().max().item<double>();
        const double off = (mine[i] - wanted).abs().max().item<double>();
        INFO(parameters[i].key());
        CHECK(off <= 1e-5 * size + 1e-9);
      }
    }
  }
}

TEST_CASE("200 planned steps have autograd's losses") {
  for (const Case& what : cases()) {
    const auto [eager, planned] = curves(what, 200, 2);
    INFO(what.sets.front() << " " << what.sets.back());
    double worst = 0;
    for (size_t i = 0; i < eager.size(); ++i) {
      worst = std::max(worst, std::abs(eager[i] - planned[i]) / std::max(1.0, std::abs(eager[i])));
    }
    CHECK(worst < 1e-4);
    CHECK(eager.front() != eager.back());
  }
}

TEST_CASE("the average of the weights is that of autograd's steps") {
  for (const char* optimizer : {"adamw", "sgd"}) {
    const std::vector<std::string> sets = {"model.type=tabm", "model.members=3", "model.width=20",
                                           "model.dropout=0",
                                           std::string("train.optimizer.type=") + optimizer};
    Bench eager(sets, 0);
    Bench planned(sets, 0);
    eager.config.train.ema = planned.config.train.ema = 0.9;
    WeightAverage wanted(*eager.net, 0.9);
    WeightAverage got(*planned.net, 0.9);
    eager.step->set_average(&wanted);
    PlannedStep plan(*planned.net, planned.description, planned.config, planned.rows, 2);
    plan.set_average(&got);
    const double lr = 1e-3;
    for (uint64_t i = 0; i < 30; ++i) {
      const at::Tensor rows = eager.batch(64, i);
      eager.step->run(rows, {lr, {}});
      plan.run({rows.unsqueeze(0), std::span(&lr, 1), {}});
    }
    plan.drain();
    const auto parameters = eager.net->parameters();
    REQUIRE(got.averages().size() == parameters.size());
    double moved = 0;
    for (size_t i = 0; i < parameters.size(); ++i) {
      const at::Tensor off = got.averages()[i] - wanted.averages()[i];
      CHECK(off.abs().max().item<double>() < 1e-5);
      moved += (parameters[i] - wanted.averages()[i]).abs().max().item<double>();
    }
    CHECK(moved > 1e-3);
  }
}

TEST_CASE("planned steps repeat bit by bit, with dropout too") {
  const Case what{{"model.type=tabm", "model.members=4", "model.width=48", "model.dropout=0.2"}, 0};
  CHECK(curves(what, 30, 2).second == curves(what, 30, 2).second);
  Case other = what;
  other.sets.emplace_back("seed=1");
  CHECK(curves(what, 30, 2).second != curves(other, 30, 2).second);
}

TEST_CASE("a plan in bf16 has gradients near autograd's, and learns as fp32 does") {
  if (bf16_kernel(host_instructions()) == nullptr) {
    WARN("this processor does not multiply bf16: not tested");
    return;
  }
  size_t different = 0;
  for (const Case& what : cases()) {
    Bench bench(what.sets, what.classes, what.weighted);
    bench.config.device.precision = "bf16";
    INFO(what.sets.front() << " " << what.sets.back());
    REQUIRE(plan_fault(bench.description, bench.config).empty());
    PlannedStep plan(*bench.net, bench.description, bench.config, bench.rows, 2);
    bench.config.device.precision = "fp32";
    PlannedStep whole(*bench.net, bench.description, bench.config, bench.rows, 2);
    const at::Tensor rows = bench.batch(101, 5);
    std::vector<at::Tensor> mine, wanted;
    CHECK(plan.gradients(rows, mine) == Approx(whole.gradients(rows, wanted)).epsilon(2e-2));
    // LibTorch's own way to bf16: where sums cancel it is no nearer.
    Bench cast(what.sets, what.classes, what.weighted);
    cast.config.device.precision = "bf16";
    cast.config.train.clip_norm = 0;
    cast.step->run(rows, {0, {}});
    const auto theirs = cast.net->parameters();
    for (size_t i = 0; i < mine.size(); ++i) {
      // As long as the others, whatever single numbers are: 8 bits are 4e-3 of each factor.
      const double off = (mine[i] - wanted[i]).norm().item<double>();
      const double near = 5e-2 * wanted[i].norm().item<double>() + 1e-6;
      CHECK(off <= std::max(near, 1.5 * (theirs[i].grad() - wanted[i]).norm().item<double>()));
    }
    different += torch::equal(mine.front(), wanted.front()) ? 0 : 1;
    const double lr = 3e-3;
    double first = 0;
    double last = 0;
    for (int i = 0; i < 100; ++i) {
      last = plan.run({rows.unsqueeze(0), std::span(&lr, 1), {}}).item<double>();
      if (i == 0) first = last;
    }
    CHECK(last < 0.9 * first);
  }
  CHECK(different >= cases().size() - 1);  // one net has no hidden layer
}

TEST_CASE("the net has the plan's parameters after drain") {
  Bench bench(cases()[4].sets, 3, true);
  PlannedStep plan(*bench.net, bench.description, bench.config, bench.rows, 2);
  std::vector<at::Tensor> before;
  for (const auto& item : bench.net->named_parameters())
    before.push_back(item.value().detach().clone());
  plan.drain();
  for (size_t i = 0; i < before.size(); ++i) {
    CHECK(torch::equal(before[i], bench.net->parameters()[i]));
  }
  const at::Tensor rows = bench.batch(64, 1);
  const double lr = 1e-2;
  plan.run({rows.unsqueeze(0), std::span(&lr, 1), {}});
  plan.drain();
  const torch::NoGradGuard no_grad;
  // Of a second plan, which starts where the net stands now.
  PlannedStep next(*bench.net, bench.description, bench.config, bench.rows, 2);
  std::vector<at::Tensor> one, other;
  CHECK(plan.gradients(rows, one) == next.gradients(rows, other));
  for (size_t i = 0; i < before.size(); ++i) {
    CHECK_FALSE(torch::equal(before[i], bench.net->parameters()[i]));
  }
}

TEST_CASE("dropout keeps the mean of a step's gradients") {
  // No hidden unit stands behind another: the expected loss gradient of the head's bias stays.
  const std::vector<std::string> sets = {"model.type=dense", "model.hidden=[512]",
                                         "model.dropout=0.5"};
  Bench bench(sets, 0);
  Bench plain({"model.type=dense", "model.hidden=[512]", "model.dropout=0"}, 0);
  PlannedStep dropping(*bench.net, bench.description, bench.config, bench.rows, 1);
  PlannedStep whole(*bench.net, plain.description, plain.config, bench.rows, 1);
  const at::Tensor rows = bench.batch(128, 1);
  std::vector<at::Tensor> gradients;
  whole.gradients(rows, gradients);
  const double wanted = gradients.back().item<double>();
  double sum = 0;
  constexpr int kDraws = 200;
  for (int i = 0; i < kDraws; ++i) {
    dropping.gradients(rows, gradients);
    sum += gradients.back().item<double>();
  }
  CHECK(sum / kDraws == Approx(wanted).margin(0.02));
}

TEST_CASE("what has no plan says why") {
  const auto fault = [](const std::vector<std::string>& sets) {
    const Bench bench(sets, 0);
    return plan_fault(bench.description, bench.config);
  };
  CHECK(fault({"model.type=dense"}).empty());
  CHECK(fault({"model.type=tabm"}).empty());
  CHECK(fault({"model.type=realmlp"}).empty());
  CHECK(fault({"model.type=dense", "model.activation=gelu"}).empty());
  CHECK(fault({"model.type=realmlp", "model.members=2"}).empty());
  CHECK(fault({"model.type=realmlp", "model.members=2", "train.clip_norm=1"}) ==
        "clipping goes by the gradients of all members together");
  CHECK(fault({"model.type=resnet"}) == "the step of this net is not written out");
  CHECK(fault({"model.type=dense", "model.batch_norm=true"}) ==
        "the step of this net is not written out");
  CHECK(fault({"model.type=tabm", "model.variant=full"}).empty());
  CHECK(fault({"model.type=dense", "device.precision=tf32"}) == "the precision is tf32");
  const bool bf16 = bf16_kernel(host_instructions()) != nullptr;
  CHECK(fault({"model.type=dense", "device.precision=bf16"}) ==
        (bf16 ? "" : "this processor does not multiply bf16"));
  CHECK(fault({"model.type=dense", "train.optimizer.type=sgd"}).empty());
  CHECK(fault({"model.type=dense", "train.ema=0.9"}).empty());
}
