#include "mlrun/net_training.h"

#include <limits>

#include "config/conflicts.h"
#include "features/pipeline.h"
#include "mlrun/libtorch_predictor.h"
#include "predict/model_description.h"

namespace mlrun {
namespace {

// The rows that train and those that judge; cut out here where they are a fold.
class JobRows {
 public:
  JobRows(const NetJob& job, const Workshop& shop)
      : train_(&shop.data.train), judge_(&shop.data.valid) {
    if (!job.fold) return;
    const Fold& fold = shop.folds.at(*job.fold);
    cut_train_ = take_rows(*train_, rows_outside(fold, train_->rows));
    cut_judge_ = take_rows(*train_, fold);
    train_ = &cut_train_;
    judge_ = &cut_judge_;
  }
  JobRows(const JobRows&) = delete;
  JobRows& operator=(const JobRows&) = delete;
  const Table& train() const { return *train_; }
  const Table& judge() const { return *judge_; }

 private:
  Table cut_train_;
  Table cut_judge_;
  const Table* train_;
  const Table* judge_;
};

LabelledRows labelled(const FeaturePipeline& pipeline, const Table& table) {
  return {pipeline.transform(table), targets_of(table), weights_of(table)};
}

FitJob fit_job(const NetJob& job, const Workshop& shop, const JobRows& rows,
               const FeaturePipeline& pipeline) {
  FitJob fit;
  fit.place = shop.place;
  fit.config = job.config;
  fit.task = shop.data.spec.task;
  fit.threads = shop.threads;
  fit.description = describe_model(job.config.model, pipeline.layout(), shop.data.spec);
  fit.target = TargetTransform::fit(rows.train(), target_options(job.config));
  fit.train = labelled(pipeline, rows.train());
  fit.valid = labelled(pipeline, rows.judge());
  return fit;
}

ModelBundle bundle_of(const Workshop& shop, const FeaturePipeline& pipeline, const FitJob& job,
                      StateDict state) {
  ModelBundle bundle;
  bundle.data_spec = shop.data.spec;
  bundle.features = pipeline.to_json();
  bundle.features["target"] = job.target.to_json();
  bundle.arrays = state_of(pipeline);
  bundle.model = to_json(job.description);
  bundle.state = std::move(state);
  return bundle;
}

}  // namespace

TrainedNet train_net(const NetJob& job, const Workshop& shop, const EpochCallback& on_epoch) {
  throw_mistakes(task_conflicts_of(job.config, static_cast<int64_t>(shop.data.spec.classes.size())),
                 ErrorKind::kUsage);
  const JobRows rows(job, shop);
  TrainedNet net;
  net.job = job;
  const FeaturePipeline pipeline =
      FeaturePipeline::fit(rows.train(), job.config.features, shop.seed, net.remarks);
  const FitJob fit = fit_job(job, shop, rows, pipeline);
  FitResult result = shop.learn.fit(fit, shop.device, on_epoch);
  net.bundle = bundle_of(shop, pipeline, fit, std::move(result.state));
  net.report = std::move(result.report);
  net.threads = result.threads;
  net.ranks = result.ranks;
  net.outputs = fit.description.outputs;
  if (shop.answers) {
    const RuntimeOptions options{.threads = net.threads};
    net.answers = make_predictor(net.bundle, shop.learn, DeviceChoice{}, options)
                      .predict(rows.judge())
                      .values;
  }
  return net;
}

TrainedNet train_net_or_fail(const NetJob& job, const Workshop& shop,
                             const EpochCallback& on_epoch) {
  try {
    return train_net(job, shop, on_epoch);
  } catch (const Error& error) {
    if (!job.may_fail || error.kind() != ErrorKind::kResult) throw;
    TrainedNet net;
    net.job = job;
    net.failure = error.what();
    net.report.best = std::numeric_limits<double>::quiet_NaN();
    return net;
  }
}

}  // namespace mlrun
