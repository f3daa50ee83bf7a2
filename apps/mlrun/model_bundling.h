#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "checkpoint/model_file.h"
#include "config/resolve.h"
#include "features/pipeline.h"
#include "metrics/metric.h"
#include "mlrun/learn/learn_api.h"
#include "mlrun/training_data.h"
#include "predict/predictor.h"

namespace mlrun {

// Fitted features and the job for the net.
struct Preparation {
  FeaturePipeline pipeline;
  FitJob job;
  std::vector<std::string> remarks;
};
Preparation prepare(const TrainingData& data, const TrainConfig& config);

// The nets of the job, one for each seed asked for, trained one after the other.
std::vector<FitResult> fit_seeds(Preparation& prepared, const DeviceChoice& device,
                                 const LearnApi& learn, const EpochCallback& on_epoch);

// The report of the first net with the epochs, steps and seconds of all together.
TrainReport total_report(const std::vector<FitResult>& fits);

// Everything for the file but the provenance; several fits become an ensemble of equal weights.
// `edit` may change the nets before anything is answered. Golden rows and final metrics are
// answered by a clone on the CPU, the way every host will answer.
ModelBundle bundle_model(const TrainingData& data, const Preparation& prepared,
                         const std::vector<FitResult>& fits, const ReadOptions& read,
                         const LearnApi& learn, const std::function<void(ModelBundle&)>& edit);

// Where the model comes from. Without times and host when reproducible.
Json provenance(const TrainingData& data, const ResolvedConfig& resolved,
                const std::vector<FitResult>& fits, const DeviceChoice& device,
                const LearnApi& learn, bool reproducible);

// A predictor by LibTorch on a device, from a file's bundle.
Predictor make_predictor(const ModelBundle& bundle, const LearnApi& learn,
                         const DeviceChoice& device, const RuntimeOptions& options);

// A predictor on the CPU by what evaluate and predict answer with.
Predictor make_judge(const ModelBundle& bundle, const LearnApi& learn, int threads);

// All metrics of labelled rows.
Scores score_table(const Predictor& predictor, const Table& table);

}  // namespace mlrun
