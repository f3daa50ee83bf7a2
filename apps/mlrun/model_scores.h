#pragma once

#include <string>

#include "checkpoint/model_file.h"
#include "core/json.h"
#include "data/table.h"
#include "metrics/metric.h"
#include "predict/predictor.h"

namespace mlrun {

// All metrics of labelled rows, and further ones by name.
Scores score_table(const Predictor& predictor, const Table& table,
                   const std::vector<std::string>& further);

// Metrics that a model's rows were scored by beside those of its task: what was watched.
std::vector<std::string> further_metrics(const ModelBundle& bundle);

// "rmse 0.5139, mae 0.34": the metrics of one part, for people.
std::string metrics_line(const Json& metrics);

}  // namespace mlrun
