#pragma once

#include <vector>

#include "checkpoint/model_file.h"
#include "mlrun/net_choice.h"
#include "mlrun/net_training.h"
#include "predict/predictor.h"

namespace mlrun {

// The scores of the training, validation and test rows as the model answers them, and with folds of
// each training row as the nets answered that did not train on it. With a time limit some of the
// training rows only: provenance says how many ("train_rows_scored").
void add_scores(ModelBundle& bundle, const Predictor& judge, const std::vector<TrainedNet>& nets,
                const NetChoice& choice, const Workshop& shop);

}  // namespace mlrun
