#include "mlrun/config_flags.h"

#include <CLI/CLI.hpp>

#include "device/device_names.h"
#include "mlrun/common_options.h"

namespace mlrun {
namespace {

struct ShortFlag {
  const char* flag;
  const char* key;
  const char* about;
};

constexpr ShortFlag kFlags[] = {
    {"--task", "data.task", "auto|regression|classification"},
    {"--valid-fraction", "data.valid_fraction", "share of the rows that judge, without --valid"},
    {"--model", "model.type", "auto (chooses nets) or one net: dense|resnet|tabm|realmlp"},
    {"--hidden", "model.hidden", "widths of its hidden layers, for example [256,256]"},
    {"--epochs", "train.epochs", "passes over the rows at most"},
    {"--batch-size", "train.batch_size", "rows a step; 0: by the number of rows"},
    {"--lr", "train.optimizer.lr", "learning rate"},
    {"--loss", "train.loss", "auto|mse|mae|huber|quantile|poisson|cross-entropy|bce"},
    {"--metric", "train.metric", "what early stopping watches"},
    {"--patience", "train.patience", "epochs without improvement before stopping; 0: never"},
    {"--device", "device.device", kDeviceChoices},
    {"--precision", "device.precision", "fp32|tf32|bf16, of the matrix products in training"},
    {"--threads", "device.threads", "CPU threads; 0: chosen by the size of the net"},
    {"--compile", "device.compile", "auto|none|graph|plan: how training steps are run"},
    {"--steps-per-launch", "device.steps_per_launch",
     "training steps per captured graph; 0: chosen"},
    {"--strategy", "device.strategy", "one-device|mirrored (one process per device)"},
    {"--devices", "device.devices", "mirrored: processes to start on this host"},
    {"--eval-device", "device.eval_device", "same|cpu: a CPU clone judges while training goes on"},
    {"--on-oom", "device.on_oom", "fail|shrink: split batches that do not fit the device"},
    {"--seed", "seed", "start of every random draw"},
    {"--seeds", "seeds", "nets trained from so many seeds and averaged into one model"},
    {"--folds", "folds",
     "train each net once per fold; it is scored by rows that only say when it stops"},
    {"--jobs", "jobs", "nets trained at the same time on a CPU; 0: one per processor"},
    {"--time-limit", "time_limit", "seconds that the whole run may take"},
};

// A flag's text is JSON, else a string.
Json value_of(const std::string& text) {
  Json value = Json::parse(text, nullptr, false);
  return value.is_discarded() ? Json(text) : value;
}

ConfigSources sources_of(const ConfigOptions& options) {
  ConfigSources sources = options.sources;
  if (!options.preset.empty()) sources.preset = options.preset;
  sources.environment = process_environment();
  return sources;
}

}  // namespace

void add_config_flags(CLI::App& verb, ConfigOptions& options) {
  const std::string group = "Configuration";
  verb.add_option("--preset", options.preset,
                  "a named configuration (mlrun config --list names them)")
      ->check(not_empty)
      ->group(group);
  verb.add_option("--config", options.sources.files, "configuration files; later ones win")
      ->check(not_empty)
      ->allow_extra_args(false)
      ->group(group);
  verb.add_option("-s,--set", options.sources.sets, "any key: -s train.clip_norm=0.5")
      ->allow_extra_args(false)
      ->group(group);
  for (const ShortFlag& entry : kFlags) {
    verb.add_option_function<std::string>(
            entry.flag,
            [&options, entry](const std::string& text) {
              options.sources.flags.push_back({entry.flag, entry.key, value_of(text)});
            },
            entry.about)
        ->group("Training");
  }
}

ResolvedConfig resolve(const ConfigOptions& options) { return resolve_config(sources_of(options)); }

std::vector<std::string> input_files(const ConfigOptions& options) {
  return config_files(sources_of(options));
}

}  // namespace mlrun
