#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/resolve.h"

namespace CLI {
class App;
}

namespace mlrun {

// Flags that choose a configuration; shared by train and config.
struct ConfigOptions {
  std::string preset;
  ConfigSources sources;
};

// Adds --preset, --config, --set and the short flags of common keys (--epochs, --lr, ...).
void add_config_flags(CLI::App& verb, ConfigOptions& options);

// The files that it comes from, as far as they can be told.
std::vector<std::string> input_files(const ConfigOptions& options);

// The configuration of all sources, environment included. Throws Error(kUsage).
ResolvedConfig resolve(const ConfigOptions& options);

}  // namespace mlrun
