#include "mlrun/model_scores.h"

#include <algorithm>

#include "mlrun/train_lines.h"

namespace mlrun {

Scores score_table(const Predictor& predictor, const Table& table,
                   const std::vector<std::string>& further) {
  const Predictions predictions = predictor.predict(table);
  const auto targets = targets_of(table);
  const auto weights = weights_of(table);
  return score(table.spec.task, predictions.outputs,
               {predictions.outputs, predictions.values, targets, weights}, further);
}

std::vector<std::string> further_metrics(const ModelBundle& bundle) {
  const std::vector<std::string> known = metric_names(bundle.data_spec.task);
  std::vector<std::string> further;
  for (const auto& part : bundle.metrics) {
    for (const auto& item : part.items()) {
      const auto is = [&item](const std::string& name) { return name == item.key(); };
      if (is_metric(item.key(), bundle.data_spec.task) &&
          std::none_of(known.begin(), known.end(), is) &&
          std::none_of(further.begin(), further.end(), is)) {
        further.push_back(item.key());
      }
    }
  }
  return further;
}

std::string metrics_line(const Json& metrics) {
  std::string line;
  for (const auto& item : metrics.items()) {
    if (!item.value().is_number()) continue;
    line +=
        (line.empty() ? "" : ", ") + item.key() + " " + short_number(item.value().get<double>());
  }
  return line;
}

}  // namespace mlrun
