#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/file.h"
#include "core/json.h"
#include "core/lock.h"
#include "mlrun/net_training.h"

namespace mlrun {

// How one trial of a search did on one rung.
struct TrialResult {
  size_t trial = 0;
  size_t rung = 0;
  std::string name;
  int64_t epochs = 0;
  std::string metric;
  double score = 0;  // of the validation rows; NaN when it failed
  double seconds = 0;
  std::string failure;
  Json settings;  // over preset and plan
};

// What a search finds out, in a directory from which the same search goes on after it was ended:
//   run.json           what is searched: data, columns, configuration, trials
//   trials.jsonl       a line per trial and rung, when it is done
//   nets/trial-003.net a net of the last rung, to the same program only
//   best.json          the best trial's whole configuration, for --config
class TrialStore {
 public:
  // Keeps nothing on disk.
  TrialStore() = default;
  // Makes the directory, or opens one that holds the same search. Locked as long as this lives.
  // Throws Error(kTemporary) when another run has it, Error(kUsage) when it holds something else,
  // Error(kFailure) when it cannot be written.
  TrialStore(const std::string& path, const Json& identity);

  // What an earlier run found out.
  std::optional<TrialResult> result(size_t trial, size_t rung) const;
  std::optional<TrainedNet> net(const NetJob& job, size_t trial, const DataSpec& spec) const;
  size_t results() const { return results_.size(); }

  void add(const TrialResult& result);
  void keep_net(size_t trial, const TrainedNet& net) const;
  void keep_best(const Json& configuration) const;

 private:
  void check_identity(const Json& identity) const;
  void read_results();
  std::string net_path(size_t trial) const;

  std::string path_;  // empty: nothing is kept
  std::unique_ptr<FileLock> lock_;
  std::map<std::pair<size_t, size_t>, TrialResult> results_;  // by trial and rung
};

}  // namespace mlrun
