#pragma once

#include "config/train_config.h"
#include "core/json.h"
#include "core/random.h"

namespace mlrun {

// Random settings of a net, as keys over those of `base`, from the spaces that the papers searched:
// dense, with PLE or without, and tabm: Gorishniy et al. 2025 (TabM), appendix on tuning, and the
// tuning files of its code; resnet: Gorishniy et al. 2021, appendix on tuning; realmlp: Holzmueller
// et al. 2024, random search of its code (of its four embeddings none and pbld, which mlrun has).
// Widths of the first two go up to 1.6 times that of base, so that a small net stays one; 640 is
// the papers' 64 to 1024. Requires a net, not auto.
Json random_settings(const TrainConfig& base, Random& random);

}  // namespace mlrun
