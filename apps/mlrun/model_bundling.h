#pragma once

#include <functional>
#include <vector>

#include "checkpoint/model_file.h"
#include "config/resolve.h"
#include "metrics/metric.h"
#include "mlrun/model_scores.h"
#include "mlrun/net_choice.h"
#include "mlrun/net_training.h"

namespace mlrun {

// Epochs, steps and seconds of all nets together; the rest is that of the first one.
TrainReport total_report(const std::vector<TrainedNet>& nets);

// Everything for the file but the provenance; several nets become an ensemble. `edit`
// may change the nets before anything is answered. Golden rows and final metrics are answered by a
// clone on the CPU, the way every host will answer.
ModelBundle bundle_model(const std::vector<TrainedNet>& nets, const NetChoice& choice,
                         const Workshop& shop, const ReadOptions& read,
                         const std::function<void(ModelBundle&)>& edit);

// Where the model comes from. Without times and host when reproducible.
Json provenance(const std::vector<TrainedNet>& nets, const NetChoice& choice, const Workshop& shop,
                const ResolvedConfig& resolved, bool reproducible);

}  // namespace mlrun
