#include "mlrun/model_bundling.h"

#include "config/conflicts.h"
#include "core/host.h"
#include "core/version.h"
#include "features/target.h"
#include "mlrun/final_scores.h"
#include "mlrun/libtorch_predictor.h"
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
  add_scores(bundle, judge, nets, choice, shop);
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
