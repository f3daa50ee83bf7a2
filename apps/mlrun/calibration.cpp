#include "mlrun/calibration.h"

#include "core/json_at.h"
#include "mlrun/libtorch_predictor.h"
#include "mlrun/train_lines.h"
#include "predict/temperature.h"

namespace mlrun {
namespace {

// What calibration is about, of these answers.
Json scores_of(const Scored& rows, Task task) {
  const Json all = to_json(score(task, rows.outputs, rows));
  return {{"log-loss", all["log-loss"]}, {"ece", all["ece"]}};
}

std::string number(const Json& value) {
  return value.is_number() ? short_number(value.get<double>()) : "undefined";
}

}  // namespace

Json calibrate(ModelBundle& bundle, const Table& valid, const LearnApi& learn, int threads) {
  Predictions answers = make_judge(bundle, learn, threads).predict(valid);
  const auto targets = targets_of(valid);
  const auto weights = weights_of(valid);
  const Scored rows{answers.outputs, answers.values, targets, weights};
  const Json before = scores_of(rows, valid.spec.task);
  const double temperature = fit_temperature(rows);
  scale_by_temperature(answers.values, answers.outputs, temperature);
  put_temperature(bundle, temperature);
  return {{"temperature", temperature},
          {"valid", {{"before", before}, {"after", scores_of(rows, valid.spec.task)}}}};
}

std::string calibration_text(const Json& calibration) {
  const Json valid = json_at(calibration, "/valid");
  return "calibrated: temperature " + number(json_at(calibration, "/temperature")) + "; valid " +
         change_text(valid, "log-loss") + ", " + change_text(valid, "ece");
}

std::string change_text(const Json& scores, const std::string& metric) {
  const auto at = [&](const char* time) {
    const Json part = json_at(scores, time);
    return number(part.is_object() ? part.value(metric, Json()) : Json());
  };
  return metric + " " + at("/before") + " -> " + at("/after");
}

}  // namespace mlrun
