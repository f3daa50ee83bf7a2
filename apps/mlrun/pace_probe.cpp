#include "mlrun/pace_probe.h"

#include <algorithm>
#include <cmath>

#include "mlrun/net_pool.h"
#include "plan/cost.h"
#include "plan/row_split.h"

namespace mlrun {
namespace {

constexpr int64_t kSteps = 64;
constexpr int64_t kFewestRows = 2000;

// A share of the rows, and in proportion of those that judge, so that judging counts as it will.
TrainingData some_of(const Workshop& shop, double share) {
  TrainingData some;
  some.spec = shop.data.spec;
  some.train = some_rows(shop.data.train, share, shop.seed);
  some.valid = shop.folds.empty()
                   ? some_rows(shop.data.valid, share, shop.seed)
                   : some_rows(some.train, 1.0 / static_cast<double>(shop.folds.size()), shop.seed);
  return some;
}

NetJob probe_of(NetJob job, const TrainingData& data, double seconds) {
  job.fold.reset();
  job.config.train.batch_size = settled_batch_size(job.config, data.train.rows);
  // One that has a value whichever of the rows are taken.
  job.config.train.metric = data.spec.is_classification() ? "accuracy" : "rmse";
  job.config.train.epochs = 1;
  job.config.train.time_limit = seconds;
  return job;
}

// Measured seconds over nominal ones, of the steps that were made.
double pace_of(const TrainedNet& net, const TrainingData& data) {
  const int64_t rows = data.train.rows;
  const auto batch = static_cast<double>(net.job.config.train.batch_size);
  const double share =
      static_cast<double>(net.report.steps) / std::ceil(static_cast<double>(rows) / batch);
  const double nominal = training_cost(net.job.config, data.spec, rows).seconds * share;
  return std::clamp(net.report.seconds / nominal, 1e-3, 100.0);
}

}  // namespace

HostPace probe_pace(const std::vector<NetJob>& recipes, const Workshop& shop, int at_once,
                    double seconds) {
  const int64_t rows = shop.data.train.rows;
  std::vector<NetJob> probes;
  int64_t wanted = kFewestRows;
  // Where more train at a time than there are recipes, some are trained twice.
  const size_t count = std::max(recipes.size(), static_cast<size_t>(at_once));
  for (size_t i = 0; i < count; ++i) {
    probes.push_back(probe_of(recipes[i % recipes.size()], shop.data, seconds));
    wanted = std::max(wanted, kSteps * probes.back().config.train.batch_size);
  }
  const TrainingData some = some_of(shop, static_cast<double>(wanted) / static_cast<double>(rows));
  Workshop small{some, {}, shop.learn, shop.device, shop.place, shop.seed, shop.threads};
  HostPace pace;
  for (const TrainedNet& net : train_nets(probes, small, at_once, {}, nullptr)) {
    double& slowest = pace.recipes[net.job.kind];
    slowest = std::max(slowest, pace_of(net, some));
  }
  return pace;
}

}  // namespace mlrun
