#include "mlrun/model_scores.h"

#include "mlrun/train_lines.h"

namespace mlrun {

Scores score_table(const Predictor& predictor, const Table& table) {
  const Predictions predictions = predictor.predict(table);
  const auto targets = targets_of(table);
  const auto weights = weights_of(table);
  return score(table.spec.task, predictions.outputs,
               {predictions.outputs, predictions.values, targets, weights});
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
