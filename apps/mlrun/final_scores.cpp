#include "mlrun/final_scores.h"

#include <algorithm>

#include "core/log.h"
#include "core/text.h"
#include "features/target.h"
#include "mlrun/model_scores.h"
#include "plan/cost.h"
#include "plan/row_split.h"

namespace mlrun {
namespace {

// What early stopping watched, where that is none of the metrics of the task.
std::vector<std::string> watched_beside(const std::string& watched, Task task) {
  const auto known = metric_names(task);
  if (std::find(known.begin(), known.end(), watched) != known.end()) return {};
  return {watched};
}

// With a time limit so many training rows are scored as take a small share of it: their scores are
// there to be compared, and to answer all of a large table takes as long as some epochs.
int64_t scored_rows(const std::vector<TrainedNet>& nets, const Workshop& shop) {
  const int64_t rows = shop.data.train.rows;
  if (shop.time_limit <= 0) return rows;
  constexpr double kShare = 0.03;
  constexpr int64_t kFewest = 200;
  double seconds = 0;
  for (const TrainedNet& net : nets) seconds += answering_seconds(net.job.config, shop.data.spec);
  const double fit = kShare * shop.time_limit * nets.front().threads / seconds;
  return std::clamp(static_cast<int64_t>(fit), std::min(kFewest, rows), rows);
}

Table some_training_rows(ModelBundle& bundle, const Workshop& shop, int64_t count) {
  const Table& train = shop.data.train;
  const double share = static_cast<double>(count) / static_cast<double>(train.rows);
  Table some = some_rows(train, share, shop.seed);
  log::info("time limit: of the training rows " + format_count(some.rows) + " of " +
            format_count(train.rows) + " are scored");
  bundle.provenance["train_rows_scored"] = some.rows;
  return some;
}

}  // namespace

void add_scores(ModelBundle& bundle, const Predictor& judge, const std::vector<TrainedNet>& nets,
                const NetChoice& choice, const Workshop& shop) {
  const TrainingData& data = shop.data;
  const Task task = data.spec.task;
  const auto further = watched_beside(nets.front().report.metric, task);
  const auto scores = [&](const Table& table) {
    return to_json(score_table(judge, table, further));
  };
  const int64_t scored = scored_rows(nets, shop);
  bundle.metrics["train"] = scored < data.train.rows
                                ? scores(some_training_rows(bundle, shop, scored))
                                : scores(data.train);
  if (!choice.out_of_fold.empty()) {
    const int64_t outputs = nets.front().outputs;
    const auto targets = targets_of(data.train);
    const auto weights = weights_of(data.train);
    bundle.metrics["folds"] =
        to_json(score(task, outputs, {outputs, choice.out_of_fold, targets, weights}, further));
  }
  if (data.valid.rows > 0) bundle.metrics["valid"] = scores(data.valid);
  if (data.test) bundle.metrics["test"] = scores(*data.test);
}

}  // namespace mlrun
