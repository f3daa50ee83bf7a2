#include "mlrun/train_lines.h"

#include <cstdio>
#include <numeric>

#include "core/log.h"
#include "core/text.h"

namespace mlrun {
namespace {

int64_t epochs_of(const std::vector<NetJob>& jobs) {
  return std::accumulate(jobs.begin(), jobs.end(), int64_t{0}, [](int64_t sum, const NetJob& job) {
    return sum + job.config.train.epochs;
  });
}

std::string best_text(const TrainReport& report) {
  if (report.best_epoch == 0) {
    return "valid " + report.metric + " is not a number, so the last epoch is kept";
  }
  return "best valid " + report.metric + " " + short_number(report.best) + " in epoch " +
         std::to_string(report.best_epoch);
}

}  // namespace

std::string short_number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

TrainLines::TrainLines(const std::vector<NetJob>& jobs, bool further)
    : jobs_(jobs),
      only_(jobs.size() == 1 && !further),
      done_(jobs.size(), 0),
      progress_("training", epochs_of(jobs), "epochs") {}

NetEars TrainLines::ears() {
  return {[this](size_t net, const EpochReport& epoch) { show_epoch(net, epoch); },
          [this](size_t net, const TrainedNet& trained) { show_trained(net, trained); }};
}

std::string TrainLines::title(size_t net) const {
  const NetJob& job = jobs_[net];
  return job.name + (job.fold ? ", fold " + std::to_string(*job.fold + 1) : "");
}

void TrainLines::show_epoch(size_t net, const EpochReport& epoch) {
  done_[net] = epoch.epoch;
  std::string note = "loss " + short_number(epoch.train_loss) + ", valid " +
                     short_number(epoch.valid_metric) + (epoch.best ? " *" : "");
  if (progress_bar()) {
    if (!only_) note = title(net) + ": " + note;
    progress_.update(std::accumulate(done_.begin(), done_.end(), int64_t{0}), note);
  } else if (only_) {
    log::info("epoch " + std::to_string(epoch.epoch) + "/" +
              std::to_string(jobs_[net].config.train.epochs) + ": " + note);
  }
}

void TrainLines::show_trained(size_t net, const TrainedNet& trained) {
  done_[net] = jobs_[net].config.train.epochs;  // what patience spared counts as done
  if (net == 0) {
    for (const auto& remark : trained.remarks) log::info(remark);
  }
  if (!trained.failure.empty()) return log::info(title(net) + ": left out: " + trained.failure);
  const TrainReport& report = trained.report;
  if (only_) {
    if (report.stopped_by_time)
      log::info("the time is up after " + std::to_string(report.epochs) + " epochs");
    return;
  }
  log::info(title(net) + ": " + best_text(report) + " of " + std::to_string(report.epochs) + ", " +
            format_seconds(report.seconds) + (report.stopped_by_time ? ", by the time limit" : ""));
}

void TrainLines::finish() { progress_.finish(); }

}  // namespace mlrun
