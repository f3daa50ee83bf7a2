#pragma once

#include <string>
#include <vector>

#include "core/progress.h"
#include "mlrun/net_pool.h"

namespace mlrun {

// A run as it goes on: a bar on a terminal. Elsewhere a line per epoch of the only net, or a line
// per net.
class TrainLines {
 public:
  // further: other nets were trained before these.
  explicit TrainLines(const std::vector<NetJob>& jobs, bool further = false);
  // Valid as long as this object.
  NetEars ears();
  void finish();

 private:
  void show_epoch(size_t net, const EpochReport& epoch);
  void show_trained(size_t net, const TrainedNet& trained);
  std::string title(size_t net) const;

  const std::vector<NetJob>& jobs_;
  bool only_;                  // this run trains one net
  std::vector<int64_t> done_;  // epochs of each net
  Progress progress_;
};

// Six significant digits: enough for people, the file holds the rest.
std::string short_number(double value);

}  // namespace mlrun
