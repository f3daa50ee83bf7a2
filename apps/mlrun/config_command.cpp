#include "mlrun/config_command.h"

#include <CLI/CLI.hpp>

#include "core/json_text.h"
#include "core/log.h"
#include "core/text.h"
#include "mlrun/common_options.h"
#include "mlrun/config_flags.h"

namespace mlrun {
namespace {

struct ConfigVerbOptions {
  CommonOptions common;
  ConfigOptions config;
  bool origin = false;
  bool list = false;
};

void run_config(const ConfigVerbOptions& options) {
  apply_common(options.common, {input_files(options.config), {}});
  const bool json = options.common.json;
  if (options.list) {
    const auto names = preset_names();
    return print_stdout((json ? json_text(names, 2) : join(names, "\n")) + "\n");
  }
  const ResolvedConfig resolved = resolve(options.config);
  if (!options.origin) return print_json(resolved.json);
  if (json) return print_json(Json(resolved.origins));
  std::string text;
  for (const auto& [key, origin] : resolved.origins) text += key + ": " + origin + "\n";
  print_stdout(text);
}

}  // namespace

void setup_config(CLI::App& app) {
  auto options = std::make_shared<ConfigVerbOptions>();
  CLI::App& verb = add_verb(app, "config", "Print the configuration that train would use.",
                            "  mlrun config\n"
                            "  mlrun config --preset fast --origin\n"
                            "  mlrun config schema");
  verb.require_subcommand(0, 1);
  verb.add_flag("--origin", options->origin, "where each value comes from");
  verb.add_flag("--list", options->list, "the names of the presets");
  add_config_flags(verb, options->config);
  add_common(verb, options->common);
  CLI::App& schema = add_verb(verb, "schema", "The JSON Schema of configuration files.",
                              "  mlrun config schema > mlrun.schema.json");
  schema.callback([] { print_json(train_config_schema()); });
  verb.callback([options, &verb] {
    if (verb.get_subcommands().empty()) run_config(*options);
  });
}

}  // namespace mlrun
