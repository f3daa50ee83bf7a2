#pragma once

#include <string>
#include <vector>

#include "checkpoint/model_file.h"

namespace mlrun {

// A net of an ensemble as a model by itself: data_spec, features, arrays, model and state; no
// golden rows, metrics or provenance.
struct EnsembleMember {
  double weight = 1;
  ModelBundle bundle;
};

bool is_ensemble(const ModelBundle& bundle);

// The nets of a model: those of an ensemble, their weights adding up to 1, or the one net there is.
// Throws Error(kModel) for parts that do not fit together.
std::vector<EnsembleMember> members_of(const ModelBundle& bundle);

// Writes several nets into a bundle as one model, whose answer is the weighted mean of theirs in
// the user's terms (target units, probabilities). Weights are divided by their sum. The bundle's
// own features.target says in which units its golden rows are held. Requires members, weights above
// 0 and a task the same for all.
void put_members(ModelBundle& bundle, std::vector<EnsembleMember> members);

}  // namespace mlrun
