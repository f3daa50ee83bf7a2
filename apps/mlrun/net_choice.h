#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mlrun/net_training.h"

namespace mlrun {

// How trained nets become one model.
struct NetChoice {
  std::vector<double> weights;  // per net; a net of weight 0 is left out; their sum is 1
  std::vector<std::string> remarks;
  // What the whole says to the training rows, each answered by nets that did not see it; present
  // with folds. In the user's units, [rows, outputs].
  std::vector<float> out_of_fold;
};

// Equal weights; or, where the plan chose the nets, by how much each adds to the watched metric on
// the rows that judge. Requires the nets' answers with folds or where it chooses among several.
NetChoice choose_nets(const std::vector<TrainedNet>& nets, const Workshop& shop, bool chooses);

}  // namespace mlrun
