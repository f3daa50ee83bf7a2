#pragma once

#include <string>

#include "core/json.h"
#include "data/table.h"
#include "metrics/metric.h"
#include "predict/predictor.h"

namespace mlrun {

// All metrics of labelled rows.
Scores score_table(const Predictor& predictor, const Table& table);

// "rmse 0.5139, mae 0.34": the metrics of one part, for people.
std::string metrics_line(const Json& metrics);

}  // namespace mlrun
