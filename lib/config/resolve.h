#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/train_config.h"
#include "core/json.h"

namespace mlrun {

using Environment = std::vector<std::pair<std::string, std::string>>;

// A value given by a flag of its own: {"--epochs", "train.epochs", 10}.
struct ConfigFlag {
  std::string flag;  // the flag's own text, the origin of the value
  std::string key;   // dotted
  Json value;
};

// What may set a value, weakest first: defaults < preset < config files < environment < flags.
struct ConfigSources {
  std::optional<std::string> preset;  // a name under configs/, or a file; else MLRUN_PRESET
  std::vector<std::string> files;     // --config, later wins; those of MLRUN_CONFIG come before
  Environment environment;            // all variables of the process
  std::vector<ConfigFlag> flags;      // in order
  std::vector<std::string> sets;      // --set a.b=VALUE, after the flags
};

struct ResolvedConfig {
  TrainConfig config;
  // Every key with its value; resolving it as a config file gives it back. Under auto without the
  // keys of features and train that nobody set: each net of the plan has its own.
  Json json;
  // Dotted key -> "default", "preset fast", "file.json", "MLRUN_SEED", "--epochs", "--set".
  std::map<std::string, std::string> origins;
};

// The files that resolve_config reads, weakest first: that of a preset, unless no such one is
// known, then the others.
std::vector<std::string> config_files(const ConfigSources& sources);

// Merges leaf by leaf; a list is one leaf. A new model.type resets the options of the model but
// those given by the same or a stronger source. Throws Error(kUsage) listing all mistakes of all
// sources, a line each that begins with its origin: unknown keys (nearest known one), wrong types,
// values out of bounds, unreadable files.
ResolvedConfig resolve_config(const ConfigSources& sources);

// A net of a plan: its recipe right above the defaults of its type, below all that a resolved
// configuration of auto says. Reads no source again. Throws as resolve_config.
ResolvedConfig resolve_recipe(const ResolvedConfig& automatic, const Json& recipe);

// A trial of a search: its settings above defaults, preset and a plan's recipe (or null), below
// what files, environment and flags say, which a search keeps. Throws as resolve_config.
ResolvedConfig resolve_trial(const ResolvedConfig& resolved, const Json& recipe,
                             const Json& settings);

// The variables of this process as pairs.
Environment process_environment();

// Presets that can be named, sorted: the *.json of $MLRUN_PRESETS_DIR, else of share/mlrun/configs
// beside the directory of the program, else of the source tree.
std::vector<std::string> preset_names(const Environment& environment = process_environment());

}  // namespace mlrun
