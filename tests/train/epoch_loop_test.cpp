#include "train/epoch_loop.h"

#include <torch/types.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "device/device.h"
#include "model/model_factory.h"
#include "train/rows.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

// Notes what it is given; each batch has a loss of 1.
class Recorder final : public StepRunner {
 public:
  at::Tensor run(const StepBatches& batches) override {
    shapes.push_back(batches.rows.sizes().vec());
    const at::Tensor flat = batches.rows.reshape({-1});
    rows.insert(rows.end(), flat.data_ptr<int64_t>(), flat.data_ptr<int64_t>() + flat.numel());
    rates.insert(rates.end(), batches.lr.begin(), batches.lr.end());
    for (int64_t i = 0; i < batches.lr_on_device.size(0); ++i) {
      CHECK(batches.lr_on_device[i].item<float>() ==
            static_cast<float>(batches.lr[static_cast<size_t>(i)]));
    }
    return torch::full({}, static_cast<float>(batches.rows.size(0)));
  }
  std::vector<std::vector<int64_t>> shapes;
  std::vector<int64_t> rows;
  std::vector<double> rates;
};

// Three members, each with rows of its own.
struct ThreeMembers final : Net {
  at::Tensor forward(const NetInput& rows) override { return rows.dense; }
  int64_t members() const override { return 3; }
  bool trains_per_member() const override { return true; }
};

struct Setting {
  explicit Setting(int64_t rows, int64_t batch, int64_t launch)
      : loop(*net, recorder, config, rows, batch, launch, at::kCPU) {}
  TrainConfig config;
  Recorder recorder;
  std::shared_ptr<Net> net =
      make_net({DenseOptions{}, kPlane, 1, false}, at::kCPU, static_cast<uint64_t>(0));
  EpochLoop loop;
};

using Shapes = std::vector<std::vector<int64_t>>;

}  // namespace

TEST_CASE("a pass gives every row once, full batches by the launch, the rest by itself") {
  Setting setting(23, 4, 3);
  CHECK(setting.loop.run() == 1.0);
  CHECK((setting.recorder.shapes == Shapes{{3, 4}, {2, 4}, {1, 3}}));
  auto rows = setting.recorder.rows;
  std::sort(rows.begin(), rows.end());
  for (int64_t i = 0; i < 23; ++i) CHECK(rows[static_cast<size_t>(i)] == i);
}

TEST_CASE("rows and rates do not depend on how many steps are launched together") {
  Setting one(23, 4, 1);
  Setting many(23, 4, 4);
  for (int i = 0; i < 2; ++i) {
    one.loop.run();
    many.loop.run();
  }
  CHECK(one.recorder.rows == many.recorder.rows);
  CHECK(one.recorder.rates == many.recorder.rates);
  CHECK(one.loop.steps() == 6);
}

TEST_CASE("a last batch of one row is left out, a table smaller than a batch is one") {
  Setting odd(9, 4, 1);
  odd.loop.run();
  CHECK((odd.recorder.shapes == Shapes{{1, 4}, {1, 4}}));
  Setting small(3, 4, 1);
  small.loop.run();
  CHECK((small.recorder.shapes == Shapes{{1, 3}}));
}

TEST_CASE("members see every row once a pass, each in an order of its own") {
  ThreeMembers net;
  TrainConfig config;
  Recorder recorder;
  EpochLoop loop(net, recorder, config, 20, 4, 2, at::kCPU);
  loop.run();
  CHECK((recorder.shapes == Shapes{{2, 4, 3}, {2, 4, 3}, {1, 4, 3}}));
  std::vector<std::vector<int64_t>> orders(3);
  for (size_t i = 0; i < recorder.rows.size(); ++i) orders[i % 3].push_back(recorder.rows[i]);
  CHECK(orders[0] != orders[1]);
  CHECK(orders[1] != orders[2]);
  for (auto& order : orders) {
    std::sort(order.begin(), order.end());
    for (int64_t i = 0; i < 20; ++i) CHECK(order[static_cast<size_t>(i)] == i);
  }
}

TEST_CASE("a member's order is the permutation of its own stream, on any number of threads") {
  ThreeMembers net;
  TrainConfig config;
  config.seed = 5;
  std::vector<Random> streams{Random(5, "shuffle"), Random(5, "shuffle 1"), Random(5, "shuffle 2")};
  Recorder one, two;
  EpochLoop alone(net, one, config, 2000, 500, 1, at::kCPU);
  EpochLoop together(net, two, config, 2000, 500, 1, at::kCPU);
  for (int epoch = 0; epoch < 2; ++epoch) {
    set_threads(1);
    alone.run();
    set_threads(2);
    together.run();
  }
  set_threads(1);
  CHECK(one.rows == two.rows);
  for (size_t epoch = 0; epoch < 2; ++epoch) {
    for (size_t member = 0; member < 3; ++member) {
      std::vector<int64_t> order;
      for (size_t i = 0; i < 2000; ++i) order.push_back(one.rows[epoch * 6000 + 3 * i + member]);
      CHECK(order == streams[member].permutation(2000));
    }
  }
}

TEST_CASE("rows that do not fill a batch may be dropped; the run's place is told") {
  Setting setting(4, 4, 1);
  TrainConfig config;
  config.train.epochs = 2;
  config.train.last_batch = "drop";
  std::vector<double> places;
  EpochLoop loop(*setting.net, setting.recorder, config, 11, 4, 1, at::kCPU,
                 [&](double t) { places.push_back(t); });
  CHECK(loop.steps() == 2);
  loop.run();
  loop.run();
  CHECK(setting.recorder.rows.size() == 16);
  CHECK(places == std::vector<double>{0, 0.25, 0.5, 0.75});
}

TEST_CASE("a pass ends after the launch in which the time passed") {
  Setting setting(23, 4, 1);
  const Strategy one;
  double now = 0;
  TimeLimit limit(2, one, [&] { return now; });
  EpochLoop loop(
      *setting.net, setting.recorder, setting.config, 23, 4, 2, at::kCPU, [&](double) { now += 1; },
      &limit);
  CHECK(loop.run() == 1.0);  // of the steps that were made
  CHECK((setting.recorder.shapes == Shapes{{2, 4}, {2, 4}}));
  CHECK((loop.steps_done() == 4 && loop.steps() == 6 && !loop.complete()));
  CHECK(loop.out_of_time());
}
