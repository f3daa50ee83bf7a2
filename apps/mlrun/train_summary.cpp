#include "mlrun/train_summary.h"

#include <algorithm>

#include "core/log.h"
#include "core/text.h"
#include "mlrun/after_training.h"
#include "mlrun/common_options.h"
#include "mlrun/model_bundling.h"
#include "mlrun/model_scores.h"
#include "mlrun/train_lines.h"

namespace mlrun {
namespace {

std::string headline(const TrainOutcome& outcome, const TrainReport& report) {
  const size_t count = outcome.nets.size();
  std::string text = "trained " + (count > 1 ? std::to_string(count) + " nets, " : "") +
                     std::to_string(report.epochs) + " epochs (" + format_count(report.steps) +
                     " steps of " + std::to_string(report.batch_size) + " rows" +
                     (report.runner == "graph" ? ", as a graph" : "") + ") in " +
                     format_seconds(report.seconds);
  if (count == 1 && report.best_epoch == 0) return text + "; the last epoch is kept";
  if (count == 1) {
    return text + "; best epoch " + std::to_string(report.best_epoch) + " by " + report.metric;
  }
  const auto kept = std::count_if(outcome.choice.weights.begin(), outcome.choice.weights.end(),
                                  [](double weight) { return weight > 0; });
  if (kept == 1) return text + "; one of them is the model";
  return text + "; the mean of " + std::to_string(kept) + " is the model";
}

Json outcome_json(const TrainOutcome& outcome, const TrainReport& report) {
  return {{"model", outcome.path},
          {"bad_rows", outcome.bad_rows},
          {"metrics", outcome.bundle.metrics},
          {"nets", outcome.nets.size()},
          {"weights", outcome.choice.weights},
          {"epochs", report.epochs},
          {"best_epoch", report.best_epoch},
          {"steps", report.steps},
          {"batch_size", report.batch_size},
          {"threads", outcome.nets.front().threads},
          {"runner", report.runner},
          {"parts", report.parts},
          {"seconds", report.seconds},
          {"stopped_early", report.stopped_early},
          {"stopped_by_time", report.stopped_by_time}};
}

}  // namespace

void show_summary(const TrainOutcome& outcome, bool json) {
  const TrainReport report = total_report(outcome.nets);
  std::string text = headline(outcome, report);
  if (const auto more = after_training_text(outcome.bundle.provenance); !more.empty()) {
    text += "\n" + more.substr(0, more.size() - 1);
  }
  for (const auto& item : outcome.bundle.metrics.items()) {
    text += "\n" + item.key() + ": " + metrics_line(item.value());
  }
  text += "\nmodel: " + outcome.path;
  log::plain(text);
  if (!json) return;
  Json document = outcome_json(outcome, report);
  if (!outcome.search.is_null()) document["search"] = outcome.search;
  document.update(after_training_json(outcome.bundle.provenance));
  print_json(document);
}

}  // namespace mlrun
