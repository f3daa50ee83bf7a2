#include "mlrun/trial_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <limits>
#include <system_error>

#include "core/log.h"
#include "core/text.h"
#include "mlrun/net_message.h"

namespace mlrun {
namespace {

namespace fs = std::filesystem;

void make_directories(const std::string& path) {
  std::error_code failed;
  fs::create_directories(path, failed);
  if (failed) {
    throw Error(ErrorKind::kFailure, path + ": cannot be made: " + system_reason(failed.value()));
  }
}

void write_whole(const std::string& path, const std::string& text) {
  AtomicFile file(path);
  file.write(text);
  file.commit();
}

// Appended and flushed, so that a kill loses at most the line that was being written.
void append_line(const std::string& path, const std::string& line) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (fd < 0) throw Error(ErrorKind::kFailure, path + ": " + system_reason(errno));
  try {
    write_all(fd, line + "\n", path);
  } catch (...) {
    ::close(fd);
    throw;
  }
  ::fsync(fd);
  ::close(fd);
}

Json line_of(const TrialResult& result) {
  Json line{{"trial", result.trial},     {"rung", result.rung},        {"name", result.name},
            {"epochs", result.epochs},   {"metric", result.metric},    {"score", nullptr},
            {"seconds", result.seconds}, {"settings", result.settings}};
  if (result.failure.empty()) {
    line["score"] = result.score;
  } else {
    line["failure"] = result.failure;
  }
  return line;
}

TrialResult result_of(const Json& line) {
  TrialResult result;
  result.trial = line.at("trial");
  result.rung = line.at("rung");
  result.name = line.at("name");
  result.epochs = line.at("epochs");
  result.metric = line.at("metric");
  result.seconds = line.at("seconds");
  result.settings = line.at("settings");
  result.failure = line.value("failure", "");
  result.score = line.at("score").is_null() ? std::numeric_limits<double>::quiet_NaN()
                                            : line.at("score").get<double>();
  return result;
}

}  // namespace

TrialStore::TrialStore(const std::string& path, const Json& identity) : path_(path) {
  make_directories(path + "/nets");
  lock_ = std::make_unique<FileLock>(path + "/lock");
  if (fs::exists(path + "/run.json")) {
    check_identity(identity);
    read_results();
  } else if (fs::exists(path + "/trials.jsonl")) {
    throw Error(ErrorKind::kUsage,
                path + ": holds trials without a run.json; name another --run-dir");
  } else {
    write_whole(path + "/run.json", identity.dump(2) + "\n");
  }
}

void TrialStore::check_identity(const Json& identity) const {
  const Json there = read_json_file(path_ + "/run.json", ErrorKind::kUsage);
  for (const auto& item : identity.items()) {
    if (there.value(item.key(), Json()) == item.value()) continue;
    throw Error(ErrorKind::kUsage, path_ + ": holds another search, of other " + item.key() +
                                       "; name another --run-dir, or run as before to go on");
  }
}

void TrialStore::read_results() {
  const std::string file = path_ + "/trials.jsonl";
  if (!fs::exists(file)) return;
  const std::string text = read_file(file, ErrorKind::kFailure);
  for (const std::string_view line : split(text, '\n')) {
    const Json json = Json::parse(line, nullptr, false);
    // The last line of a run that was killed while it wrote.
    if (json.is_discarded() || !json.is_object()) continue;
    const TrialResult result = result_of(json);
    results_[{result.trial, result.rung}] = result;
  }
  if (!text.empty() && text.back() != '\n') append_line(file, "");
}

std::optional<TrialResult> TrialStore::result(size_t trial, size_t rung) const {
  const auto found = results_.find({trial, rung});
  if (found == results_.end()) return std::nullopt;
  return found->second;
}

std::string TrialStore::net_path(size_t trial) const {
  char name[32];
  std::snprintf(name, sizeof name, "/nets/trial-%03zu.net", trial);
  return path_ + name;
}

std::optional<TrainedNet> TrialStore::net(const NetJob& job, size_t trial,
                                          const DataSpec& spec) const {
  if (path_.empty() || !fs::exists(net_path(trial))) return std::nullopt;
  return net_of(read_file(net_path(trial), ErrorKind::kFailure), job, spec);
}

void TrialStore::add(const TrialResult& result) {
  results_[{result.trial, result.rung}] = result;
  if (!path_.empty()) append_line(path_ + "/trials.jsonl", line_of(result).dump());
}

void TrialStore::keep_net(size_t trial, const TrainedNet& net) const {
  if (!path_.empty()) write_whole(net_path(trial), net_message(net));
}

void TrialStore::keep_best(const Json& configuration) const {
  if (!path_.empty()) write_whole(path_ + "/best.json", configuration.dump(2) + "\n");
}

}  // namespace mlrun
