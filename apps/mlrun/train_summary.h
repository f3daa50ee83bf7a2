#pragma once

#include <string>
#include <vector>

#include "checkpoint/model_file.h"
#include "config/train_config.h"
#include "core/progress.h"
#include "mlrun/learn/learn_api.h"

namespace mlrun {

// The epochs of a run as they end: a bar on a terminal, a line each elsewhere.
class EpochLines {
 public:
  explicit EpochLines(const TrainConfig& config);
  void show(const EpochReport& epoch);
  void finish();

 private:
  int64_t epochs_;
  Progress progress_;
};

// The block at the end on stderr; as JSON on stdout when asked. Of several nets epochs, steps and
// seconds are those of all together.
void show_summary(const ModelBundle& bundle, const std::vector<FitResult>& fits, uint64_t bad_rows,
                  const std::string& path, bool json);

// Six significant digits: enough for people, the file holds the rest.
std::string short_number(double value);

// "rmse 0.5139, mae 0.34": the metrics of one part, for people.
std::string metrics_line(const Json& metrics);

}  // namespace mlrun
