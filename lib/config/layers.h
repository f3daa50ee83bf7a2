#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/mistakes.h"
#include "config/resolve.h"
#include "config/train_config.h"

namespace mlrun {

// Some values of a configuration from one place: a file, a variable, a flag.
struct ConfigSource {
  std::string origin;
  Json values;  // an object with some of the keys
};

// Sources of one strength; where two of them set the same key, the later wins.
using ConfigLayer = std::vector<ConfigSource>;

// The known net that values["model"]["type"] names, if any.
std::optional<std::string> layer_model_type(const Json& values);

// Reads the given keys over those of config and returns the mistakes. The options of the model are
// those of the net in config; beside an unknown type they go unchecked.
Mistakes read_layer(const Json& values, TrainConfig& config);

// The layers, weakest first, over the defaults. Adds their mistakes to those found before, each
// line with its origin; throws all as Error(kUsage).
ResolvedConfig merge_layers(const std::vector<ConfigLayer>& layers, Mistakes mistakes);

}  // namespace mlrun
