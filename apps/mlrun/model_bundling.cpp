#include "mlrun/model_bundling.h"

#include "config/conflicts.h"
#include "core/host.h"
#include "core/log.h"
#include "core/text.h"
#include "core/version.h"
#include "predict/ensemble.h"
#include "predict/golden_check.h"
#include "predict/model_description.h"
#include "predict/native_runtime.h"

namespace mlrun {
namespace {

LabelledRows labelled(const FeaturePipeline& pipeline, const Table& table) {
  return {pipeline.transform(table), targets_of(table), weights_of(table)};
}

GoldenRows golden_of(const TrainingData& data, const ReadOptions& read, uint64_t seed) {
  const auto chosen = choose_golden(data.valid, seed);
  std::vector<int64_t> rows;
  for (const int64_t row : chosen) rows.push_back(data.valid_rows[static_cast<size_t>(row)]);
  std::vector<std::string> header;
  const auto texts = reread_rows(data.valid_paths, read, rows, header);
  return golden_from_rows(data.spec, header, texts);
}

RuntimeMaker by_libtorch(const LearnApi& learn, const DeviceChoice& device,
                         const RuntimeOptions& options) {
  return [&learn, device, options](const ModelDescription& net, const StateDict& state) {
    return learn.make_runtime(net, state, device, options);
  };
}

ModelBundle bundle_of_net(const TrainingData& data, const Preparation& prepared,
                          const FitResult& fit) {
  ModelBundle bundle;
  bundle.data_spec = data.spec;
  bundle.features = prepared.pipeline.to_json();
  bundle.features["target"] = prepared.job.target.to_json();
  bundle.arrays = state_of(prepared.pipeline);
  bundle.model = to_json(prepared.job.description);
  bundle.state = fit.state;
  return bundle;
}

ModelBundle bundle_of_nets(const TrainingData& data, const Preparation& prepared,
                           const std::vector<FitResult>& fits) {
  if (fits.size() == 1) return bundle_of_net(data, prepared, fits.front());
  std::vector<EnsembleMember> members;
  for (const FitResult& fit : fits) members.push_back({1, bundle_of_net(data, prepared, fit)});
  ModelBundle bundle;
  bundle.data_spec = data.spec;
  bundle.features["target"] = prepared.job.target.to_json();
  put_members(bundle, std::move(members));
  return bundle;
}

}  // namespace

Preparation prepare(const TrainingData& data, const TrainConfig& config) {
  throw_mistakes(task_conflicts_of(config, static_cast<int64_t>(data.spec.classes.size())),
                 ErrorKind::kUsage);
  std::vector<std::string> remarks;
  FeaturePipeline pipeline = FeaturePipeline::fit(data.train, config.features,
                                                  static_cast<uint64_t>(config.seed), remarks);
  FitJob job;
  job.config = config;
  job.task = data.spec.task;
  job.description = describe_model(config.model, pipeline.layout(), data.spec);
  job.target = TargetTransform::fit(data.train, target_options(config));
  job.train = labelled(pipeline, data.train);
  job.valid = labelled(pipeline, data.valid);
  return {std::move(pipeline), std::move(job), std::move(remarks)};
}

Predictor make_predictor(const ModelBundle& bundle, const LearnApi& learn,
                         const DeviceChoice& device, const RuntimeOptions& options) {
  return {bundle, by_libtorch(learn, device, options)};
}

Scores score_table(const Predictor& predictor, const Table& table) {
  const Predictions predictions = predictor.predict(table);
  const auto targets = targets_of(table);
  const auto weights = weights_of(table);
  return score(table.spec.task, predictions.outputs,
               {predictions.outputs, predictions.values, targets, weights});
}

std::vector<FitResult> fit_seeds(Preparation& prepared, const DeviceChoice& device,
                                 const LearnApi& learn, const EpochCallback& on_epoch) {
  FitJob& job = prepared.job;
  const int64_t first = job.config.seed;
  std::vector<FitResult> fits;
  for (int64_t i = 0; i < job.config.seeds; ++i) {
    job.config.seed = first + i;
    fits.push_back(learn.fit(job, device, on_epoch));
    if (job.config.seeds == 1) break;
    const TrainReport& report = fits.back().report;
    log::info("seed " + std::to_string(job.config.seed) + ": best valid " + report.metric + " " +
              format_number(static_cast<float>(report.best)) + " in epoch " +
              std::to_string(report.best_epoch));
  }
  job.config.seed = first;
  return fits;
}

TrainReport total_report(const std::vector<FitResult>& fits) {
  TrainReport sum = fits.front().report;
  for (size_t i = 1; i < fits.size(); ++i) {
    sum.epochs += fits[i].report.epochs;
    sum.steps += fits[i].report.steps;
    sum.seconds += fits[i].report.seconds;
  }
  return sum;
}

ModelBundle bundle_model(const TrainingData& data, const Preparation& prepared,
                         const std::vector<FitResult>& fits, const ReadOptions& read,
                         const LearnApi& learn) {
  ModelBundle bundle = bundle_of_nets(data, prepared, fits);
  const RuntimeOptions options{.threads = fits.front().threads};
  const Predictor clone = make_predictor(bundle, learn, DeviceChoice{}, options);
  bundle.golden = golden_of(data, read, static_cast<uint64_t>(prepared.job.config.seed));
  bundle.golden.answers = answer_golden(clone, bundle.golden);
  bundle.golden.outputs = prepared.job.description.outputs;
  // By what evaluate and predict answer with.
  const Predictor judge(bundle, native_or(by_libtorch(learn, DeviceChoice{}, options)));
  bundle.metrics["train"] = to_json(score_table(judge, data.train));
  bundle.metrics["valid"] = to_json(score_table(judge, data.valid));
  if (data.test) bundle.metrics["test"] = to_json(score_table(judge, *data.test));
  return bundle;
}

Json provenance(const TrainingData& data, const ResolvedConfig& resolved,
                const std::vector<FitResult>& fits, const DeviceChoice& device,
                const LearnApi& learn, bool reproducible) {
  const FitResult& fit = fits.front();
  Json json{{"mlrun", version()},
            {"libtorch", learn.torch_version()},
            {"device", device.name()},
            {"device_choice", device.reason},
            {"strategy", resolved.config.device.strategy},
            {"ranks", fit.ranks},
            {"precision", resolved.config.device.precision},
            {"threads", fit.threads},
            {"seed", resolved.config.seed},
            {"config", resolved.json},
            {"data", data.fingerprints},
            {"rows", {{"train", data.train.rows}, {"valid", data.valid.rows}}},
            {"epochs", fit.report.epochs},
            {"best_epoch", fit.report.best_epoch}};
  if (fits.size() > 1) {
    for (const FitResult& each : fits) {
      json["nets"].push_back({{"epochs", each.report.epochs},
                              {"best_epoch", each.report.best_epoch},
                              {"best", each.report.best}});
    }
  }
  if (data.test) json["rows"]["test"] = data.test->rows;
  if (!reproducible) {
    json["finished"] = now_utc();
    json["seconds"] = total_report(fits).seconds;
    json["host"] = host_name();
    json["cpu"] = cpu_name();
  }
  return json;
}

}  // namespace mlrun
