#include "mlrun/model_bundling.h"

#include <algorithm>

#include "config/conflicts.h"
#include "core/host.h"
#include "core/log.h"
#include "core/text.h"
#include "core/version.h"
#include "features/target.h"
#include "mlrun/libtorch_predictor.h"
#include "plan/cost.h"
#include "predict/ensemble.h"
#include "predict/golden_check.h"

namespace mlrun {
namespace {

// Rows that prove the model elsewhere: of those that judge, or with folds of all.
GoldenRows golden_of(const TrainingData& data, const ReadOptions& read, uint64_t seed) {
  const auto chosen = choose_golden(data.valid.rows > 0 ? data.valid : data.train, seed);
  std::vector<int64_t> rows;
  for (const int64_t row : chosen) rows.push_back(data.valid_rows[static_cast<size_t>(row)]);
  std::vector<std::string> header;
  const auto texts = reread_rows(data.valid_paths, read, rows, header);
  return golden_from_rows(data.spec, header, texts);
}

ModelBundle bundle_of_nets(const std::vector<TrainedNet>& nets, const NetChoice& choice,
                           const Workshop& shop) {
  std::vector<EnsembleMember> members;
  for (size_t i = 0; i < nets.size(); ++i) {
    if (choice.weights[i] > 0) members.push_back({choice.weights[i], nets[i].bundle});
  }
  if (members.size() == 1) return std::move(members.front().bundle);
  ModelBundle bundle;
  bundle.data_spec = shop.data.spec;
  bundle.features["target"] = TargetTransform::fit(shop.data.train, TargetOptions{}).to_json();
  put_members(bundle, std::move(members));
  return bundle;
}

Json scores_json(const Table& table, int64_t outputs, std::span<const float> answers) {
  const auto targets = targets_of(table);
  const auto weights = weights_of(table);
  return to_json(score(table.spec.task, outputs, {outputs, answers, targets, weights}));
}

// With a time limit so many training rows are scored as take a small share of it: their scores are
// there to be compared, and to answer all of a large table takes as long as some epochs.
int64_t scored_rows(const std::vector<TrainedNet>& nets, const Workshop& shop, int threads) {
  const int64_t rows = shop.data.train.rows;
  if (shop.time_limit <= 0) return rows;
  constexpr double kShare = 0.03;
  constexpr double kFewest = 200;
  double seconds = 0;
  for (const TrainedNet& net : nets) seconds += answering_seconds(net.job.config, shop.data.spec);
  const double fit = kShare * shop.time_limit * threads / seconds;
  return static_cast<int64_t>(
      std::clamp(fit, std::min(kFewest, static_cast<double>(rows)), static_cast<double>(rows)));
}

void score_training_rows(ModelBundle& bundle, const Predictor& judge, const Workshop& shop,
                         int64_t count) {
  const Table& train = shop.data.train;
  if (count >= train.rows) {
    bundle.metrics["train"] = to_json(score_table(judge, train));
    return;
  }
  const double share = static_cast<double>(count) / static_cast<double>(train.rows);
  const Table some = some_rows(train, share, shop.seed);
  log::info("time limit: of the training rows " + format_count(some.rows) + " of " +
            format_count(train.rows) + " are scored");
  bundle.metrics["train"] = to_json(score_table(judge, some));
  bundle.provenance["train_rows_scored"] = some.rows;
}

Json nets_json(const std::vector<TrainedNet>& nets, const NetChoice& choice) {
  Json list = Json::array();
  for (size_t i = 0; i < nets.size(); ++i) {
    const TrainedNet& net = nets[i];
    Json entry{{"name", net.job.name}, {"seed", net.job.config.seed}};
    if (net.job.fold) entry["fold"] = *net.job.fold;
    if (!net.job.recipe.is_null()) entry["recipe"] = net.job.recipe;
    entry["weight"] = choice.weights[i];
    entry["epochs"] = net.report.epochs;
    entry["best_epoch"] = net.report.best_epoch;
    entry["best"] = net.report.best;
    list.push_back(entry);
  }
  return list;
}

}  // namespace

TrainReport total_report(const std::vector<TrainedNet>& nets) {
  TrainReport sum = nets.front().report;
  for (size_t i = 1; i < nets.size(); ++i) {
    sum.epochs += nets[i].report.epochs;
    sum.steps += nets[i].report.steps;
    sum.seconds += nets[i].report.seconds;
  }
  return sum;
}

ModelBundle bundle_model(const std::vector<TrainedNet>& nets, const NetChoice& choice,
                         const Workshop& shop, const ReadOptions& read,
                         const std::function<void(ModelBundle&)>& edit) {
  const TrainingData& data = shop.data;
  ModelBundle bundle = bundle_of_nets(nets, choice, shop);
  edit(bundle);
  // One call after the other answers here: all threads are its own.
  const RuntimeOptions options{.threads = nets.size() > 1 ? allowed_threads() : nets[0].threads};
  const Predictor clone = make_predictor(bundle, shop.learn, DeviceChoice{}, options);
  bundle.golden = golden_of(data, read, shop.seed);
  bundle.golden.answers = answer_golden(clone, bundle.golden);
  bundle.golden.outputs = nets.front().outputs;
  const Predictor judge = make_judge(bundle, shop.learn, options.threads);
  score_training_rows(bundle, judge, shop, scored_rows(nets, shop, options.threads));
  if (!choice.out_of_fold.empty()) {
    bundle.metrics["folds"] = scores_json(data.train, nets.front().outputs, choice.out_of_fold);
  }
  if (data.valid.rows > 0) bundle.metrics["valid"] = to_json(score_table(judge, data.valid));
  if (data.test) bundle.metrics["test"] = to_json(score_table(judge, *data.test));
  return bundle;
}

Json provenance(const std::vector<TrainedNet>& nets, const NetChoice& choice, const Workshop& shop,
                const ResolvedConfig& resolved, bool reproducible) {
  const TrainedNet& net = nets.front();
  const TrainingData& data = shop.data;
  Json json{{"mlrun", version()},
            {"libtorch", shop.learn.torch_version()},
            {"device", shop.device.name()},
            {"device_choice", shop.device.reason},
            {"strategy", resolved.config.device.strategy},
            {"ranks", net.ranks},
            {"precision", resolved.config.device.precision},
            {"threads", net.threads},
            {"seed", resolved.config.seed},
            {"config", resolved.json},
            {"data", data.fingerprints},
            {"rows", {{"train", data.train.rows}, {"valid", data.valid.rows}}},
            {"epochs", net.report.epochs},
            {"best_epoch", net.report.best_epoch}};
  if (nets.size() > 1) json["nets"] = nets_json(nets, choice);
  if (data.test) json["rows"]["test"] = data.test->rows;
  if (!reproducible) {
    json["finished"] = now_utc();
    json["seconds"] = total_report(nets).seconds;
    json["host"] = host_name();
    json["cpu"] = cpu_name();
  }
  return json;
}

}  // namespace mlrun
