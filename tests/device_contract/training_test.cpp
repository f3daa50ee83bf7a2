// Training on the accelerator is training on the CPU: the same losses, the same best weights; its
// failures are told apart and leave nothing behind.

#include <catch2/catch.hpp>

#include "device/device.h"
#include "device/host_state.h"
#include "device_contract/nets.h"
#include "train/answer_rows.h"
#include "train/trainer.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

struct Case {
  bool classes = false;
  const char* optimizer = "adamw";
  const char* compile = "none";
  bool weighted = false;
  double lr = 0.01;
  int64_t epochs = 4;
  double dropout = 0.25;
};

struct Fitted {
  std::shared_ptr<Net> net;
  TrainReport report;
};

TrainConfig config_of(const Case& what) {
  TrainConfig config;
  config.train.optimizer.type = what.optimizer;
  config.train.optimizer.lr = what.lr;
  config.train.batch_size = 16;
  config.train.epochs = what.epochs;
  config.train.patience = 0;
  config.train.schedule.type = "cosine";
  config.device.compile = what.compile;
  config.seed = 11;
  return config;
}

// With AdamW no batch norm: a bias before a norm has no gradient but rounding, which AdamW would
// scale up to steps of full size.
ModelDescription model_of(const Case& what) {
  auto description = mixed_model(what.classes, std::string(what.optimizer) == "sgd");
  std::get<DenseOptions>(description.config).dropout = what.dropout;
  return description;
}

Task task_of(const Case& what) { return what.classes ? Task::kMulticlass : Task::kRegression; }

Fitted fit(const Case& what, const at::Device& device) {
  set_threads(1);
  TrainConfig config = config_of(what);
  if (device.is_cpu()) config.device.compile = "none";
  const auto description = model_of(what);
  config.model = description.config;
  Fitted fitted{make_net(description, device, 11), {}};
  const TargetTransform target{what.classes ? 0.0 : 0.4, what.classes ? 1.0 : 1.3};
  const Trainer trainer(config, description, task_of(what), target);
  fitted.report = trainer.fit(*fitted.net, mixed_rows(70, what.classes, what.weighted),
                              mixed_rows(33, what.classes), device, [](const auto&) {});
  return fitted;
}

}  // namespace

TEST_CASE("training: the losses are the CPU's, masks and order of rows included") {
  for (const bool classes : {false, true}) {
    for (const char* optimizer : {"adamw", "sgd"}) {
      for (const bool weighted : {false, true}) {
        const Case what{classes, optimizer, "none", weighted};
        INFO((classes ? "classes, " : "regression, ")
             << optimizer << (weighted ? ", weighted" : ""));
        const Fitted here = fit(what, at::kCPU);
        check_same(here.report, fit(what, kFake).report);
        Case recorded = what;
        recorded.compile = "graph";
        const Fitted graph = fit(recorded, kFake);
        CHECK(graph.report.runner == "graph");
        check_same(here.report, graph.report);
      }
    }
  }
}

TEST_CASE("training: everything of the net stays on its device") {
  for (const char* compile : {"none", "graph"}) {
    const Fitted there = fit({true, "adamw", compile}, kFake);
    for (const auto& [path, tensor] : all_tensors(*there.net)) {
      INFO(path);
      CHECK(tensor.device() == kFake);
    }
  }
}

TEST_CASE("training: running statistics have moved as on the CPU") {
  const Case what{.optimizer = "sgd", .dropout = 0};
  const StateDict here = host_state(*fit(what, at::kCPU).net);
  const StateDict there = host_state(*fit(what, kFake).net);
  for (const char* path : {"norm_0.running_mean", "norm_0.running_var", "norm_1.running_mean"}) {
    INFO(path);
    CHECK(largest_difference(here.at(path).floats(), there.at(path).floats()) < 1e-5);
    CHECK(largest_difference(here.at(path).floats(),
                             std::vector<float>(here.at(path).floats().size(), 0.0F)) > 1e-3);
  }
}

TEST_CASE("training: the best weights come back, running statistics too") {
  // So high a rate that the last epoch is not the best one.
  for (const at::Device& device : {kFake, at::Device(at::kCPU)}) {
    const Case what{.optimizer = "sgd", .lr = 1.5, .epochs = 12, .dropout = 0};
    const Fitted fitted = fit(what, device);
    REQUIRE(fitted.report.best_epoch < what.epochs);
    const LabelledRows valid = mixed_rows(33, false);
    const auto answers = answer_rows(*fitted.net, place_features(valid.features, kMixed, device),
                                     model_of(what), {0.4, 1.3});
    const auto metric = make_metric("rmse", Task::kRegression, 1);
    metric->add({1, answers, valid.targets, valid.weights});
    CHECK(metric->value() == Approx(fitted.report.best).epsilon(1e-5));
  }
}

TEST_CASE("training: a seed gives the same net on the accelerator") {
  const Case what{true, "adamw", "none"};
  CHECK((host_state(*fit(what, kFake).net) == host_state(*fit(what, kFake).net)));
}

TEST_CASE("training: nothing is left in the device's memory") {
  const size_t before = fakedev().live_bytes();
  for (const char* compile : {"none", "graph"}) {
    (void)fit({true, "adamw", compile}, kFake);
    CHECK(fakedev().live_bytes() == before);
  }
}

TEST_CASE("training: too little memory is an error of its own, and gives all of it back") {
  const size_t before = fakedev().live_bytes();
  fakedev().reset_peak();
  (void)fit({true, "adamw", "none"}, kFake);
  {
    const MemoryLimit limit(before + (fakedev().peak_bytes() - before) / 2);
    for (const char* compile : {"none", "graph"}) {
      CHECK_THROWS_AS(fit({true, "adamw", compile}, kFake), c10::OutOfMemoryError);
      CHECK(fakedev().live_bytes() == before);
    }
  }
  CHECK_NOTHROW(fit({true, "adamw", "none"}, kFake));
}

TEST_CASE("training: a fault of the device ends it, wherever it comes") {
  const size_t before = fakedev().live_bytes();
  const uint64_t start = fakedev().operations();
  (void)fit({true, "adamw", "none"}, kFake);
  const uint64_t all = fakedev().operations() - start;
  for (const uint64_t n : {uint64_t{1}, all / 7, all / 2, all - 1}) {
    for (const char* compile : {"none", "graph"}) {
      if (n > all / 2 && std::string(compile) == "graph") continue;
      INFO("operation " << n << " of " << all << ", " << compile);
      {
        const Fault fault(n);
        CHECK_THROWS_AS(fit({true, "adamw", compile}, kFake), c10::AcceleratorError);
      }
      CHECK(fakedev().live_bytes() == before);
    }
  }
  CHECK_NOTHROW(fit({true, "adamw", "none"}, kFake));
}
