#include "plan/cost.h"

#include <catch2/catch.hpp>

#include "plan/fixtures.h"

using namespace mlrun;

TEST_CASE("the nominal layout of columns") {
  DataSpec spec = numeric_spec(2, {"a", "b", "c"});
  spec.columns[1].had_missing = true;
  spec.columns.push_back({"kind", ColumnType::kCategorical, Role::kFeature, {"u", "v"}, false});
  spec.columns.push_back({"when", ColumnType::kDatetime, Role::kFeature, {}, false});
  const ModelDescription net = nominal_description(DenseOptions{}, spec);
  CHECK(net.layout.numeric.size() == 2 + 12);
  CHECK(net.layout.indicators == std::vector<std::string>{"x1"});
  CHECK(net.layout.cardinalities == std::vector<int64_t>{2});
  CHECK(net.outputs == 3);
}

TEST_CASE("patience leaves most runs at 60 epochs, without it all are run") {
  TrainConfig config;
  config.train.epochs = 500;
  CHECK(training_cost(config, numeric_spec(3), 1000).epochs == 60);
  config.train.patience = 0;
  CHECK(training_cost(config, numeric_spec(3), 1000).epochs == 500);
  config.train.patience = 16;
  config.train.epochs = 10;
  CHECK(training_cost(config, numeric_spec(3), 1000).epochs == 10);
}

TEST_CASE("a run costs what its steps do") {
  TrainConfig config;
  config.model = DenseOptions{.hidden = {10}};
  config.train.epochs = 1;
  config.train.batch_size = 100;
  const double products = 3 * 10 + 10;
  const double parameters = products + 11;
  const double planned = 5e-5 + 1e-9 * 10 * 100 + 2.5e-9 * parameters + 3 * products * 100 / 45e9;
  CHECK(training_cost(config, numeric_spec(3), 1000).seconds == Approx(10 * planned));
  CHECK(training_cost(config, numeric_spec(3), 1001).seconds == Approx(11 * planned));
  std::get<DenseOptions>(config.model).batch_norm = true;  // by LibTorch's operators
  const double step = 8e-4 + 4.5e-9 * 10 * 100 + 3 * products * 100 / 22e9;
  CHECK(training_cost(config, numeric_spec(3), 1000).seconds == Approx(10 * step));
}

TEST_CASE("more members, wider layers and more rows cost more") {
  const DataSpec spec = numeric_spec(8);
  const auto seconds = [&](const ModelConfig& model, int64_t rows) {
    TrainConfig config;
    config.model = model;
    return training_cost(config, spec, rows).seconds;
  };
  CHECK(seconds(TabMOptions{.members = 32}, 5000) > seconds(TabMOptions{.members = 4}, 5000));
  CHECK(seconds(DenseOptions{.hidden = {512}}, 5000) > seconds(DenseOptions{.hidden = {64}}, 5000));
  CHECK(seconds(RealMlpOptions{}, 9000) > seconds(RealMlpOptions{}, 5000));
  TrainConfig config;
  CHECK(training_cost(config, spec, 100'000).bytes > training_cost(config, spec, 1000).bytes);
}
