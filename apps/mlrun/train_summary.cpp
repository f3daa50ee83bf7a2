#include "mlrun/train_summary.h"

#include <cstdio>

#include "core/log.h"
#include "core/text.h"
#include "mlrun/common_options.h"
#include "mlrun/model_bundling.h"

namespace mlrun {
namespace {

// Six significant digits: enough for people, the file holds the rest.
std::string short_number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

}  // namespace

EpochLines::EpochLines(const TrainConfig& config)
    : epochs_(config.train.epochs), progress_("training", config.train.epochs, "epochs") {}

void EpochLines::show(const EpochReport& epoch) {
  const std::string note = "loss " + short_number(epoch.train_loss) + ", valid " +
                           short_number(epoch.valid_metric) + (epoch.best ? " *" : "");
  if (progress_bar()) {
    progress_.update(epoch.epoch, note);
  } else {
    log::info("epoch " + std::to_string(epoch.epoch) + "/" + std::to_string(epochs_) + ": " + note);
  }
}

void EpochLines::finish() { progress_.finish(); }

std::string metrics_line(const Json& metrics) {
  std::string line;
  for (const auto& item : metrics.items()) {
    if (!item.value().is_number()) continue;
    line +=
        (line.empty() ? "" : ", ") + item.key() + " " + short_number(item.value().get<double>());
  }
  return line;
}

void show_summary(const ModelBundle& bundle, const std::vector<FitResult>& fits, uint64_t bad_rows,
                  const std::string& path, bool json) {
  const FitResult& fit = fits.front();
  const TrainReport report = total_report(fits);
  const bool several = fits.size() > 1;
  std::string text = "trained " + (several ? std::to_string(fits.size()) + " nets, " : "") +
                     std::to_string(report.epochs) + " epochs (" + format_count(report.steps) +
                     " steps of " + std::to_string(report.batch_size) + " rows" +
                     (report.runner == "graph" ? ", as a graph" : "") + ") in " +
                     format_seconds(report.seconds);
  text += several ? "; their mean is the model"
                  : "; best epoch " + std::to_string(report.best_epoch) + " by " + report.metric;
  for (const auto& item : bundle.metrics.items()) {
    text += "\n" + item.key() + ": " + metrics_line(item.value());
  }
  text += "\nmodel: " + path;
  log::plain(text);
  if (!json) return;
  const Json document{{"model", path},
                      {"bad_rows", bad_rows},
                      {"metrics", bundle.metrics},
                      {"nets", fits.size()},
                      {"epochs", report.epochs},
                      {"best_epoch", report.best_epoch},
                      {"steps", report.steps},
                      {"batch_size", report.batch_size},
                      {"threads", fit.threads},
                      {"runner", report.runner},
                      {"parts", report.parts},
                      {"seconds", report.seconds},
                      {"stopped_early", report.stopped_early},
                      {"stopped_by_time", report.stopped_by_time}};
  print_stdout(document.dump(2) + "\n");
}

}  // namespace mlrun
