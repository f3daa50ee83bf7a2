#include "mlrun/inspect_command.h"

#include <CLI/CLI.hpp>

#include "checkpoint/model_file.h"
#include "core/json_text.h"
#include "core/text.h"
#include "mlrun/after_training.h"
#include "mlrun/common_options.h"
#include "mlrun/model_scores.h"

namespace mlrun {
namespace {

struct InspectOptions {
  CommonOptions common;
  std::string path;
};

int64_t parameters(const ModelBundle& bundle) {
  int64_t count = 0;
  for (const auto& [name, tensor] : bundle.state) count += tensor.elements();
  return count;
}

Json as_json(const ModelBundle& bundle, const ModelFileInfo& info) {
  Json tensors = Json::object();
  for (const auto& [name, tensor] : bundle.state) tensors["model." + name] = describe(tensor);
  for (const auto& [name, tensor] : bundle.arrays) tensors["features." + name] = describe(tensor);
  return Json{{"format_version", info.format_version},
              {"oldest_reader", info.oldest_reader},
              {"digest", info.digest},
              {"bytes", info.bytes},
              {"parameters", parameters(bundle)},
              {"data_spec", to_json(bundle.data_spec)},
              {"features", bundle.features},
              {"model", bundle.model},
              {"golden_rows", bundle.golden.rows()},
              {"metrics", bundle.metrics},
              {"provenance", bundle.provenance},
              {"tensors", tensors}};
}

std::string columns_text(const DataSpec& spec) {
  std::string text;
  for (const auto& column : spec.columns) {
    text += "  " + column.name + ": " + std::string(name(column.type)) + " " +
            std::string(name(column.role));
    if (!column.levels.empty()) text += ", " + std::to_string(column.levels.size()) + " levels";
    text += "\n";
  }
  return text;
}

// The options of a net; of an ensemble a line per net with its weight.
std::string options_text(const Json& model) {
  if (!model.contains("members")) return ", " + model.value("options", Json()).dump();
  std::string text;
  for (const Json& member : model["members"]) {
    const Json net = member.value("net", Json::object());
    text += "\n  " + format_number(member.value("weight", 0.0)) + " x " + net.value("type", "") +
            ", " + net.value("options", Json()).dump();
  }
  return text;
}

std::string as_text(const ModelBundle& bundle, const ModelFileInfo& info) {
  std::string text = "mlrun model, format " + std::to_string(info.format_version) + ", " +
                     format_bytes(info.bytes) + ", " + info.digest + "\n";
  text += "net: " + bundle.model.value("type", "") + ", " + format_count(parameters(bundle)) +
          " parameters" + options_text(bundle.model) + "\n";
  text += "task: " + std::string(name(bundle.data_spec.task));
  if (!bundle.data_spec.classes.empty()) {
    text += " (" + join(bundle.data_spec.classes, ", ").substr(0, 200) + ")";
  }
  text += "\ncolumns:\n" + columns_text(bundle.data_spec);
  for (const auto& item : bundle.metrics.items()) {
    text += item.key() + ": " + metrics_line(item.value()) + "\n";
  }
  text += after_training_text(bundle.provenance);
  text += "golden rows: " + std::to_string(bundle.golden.rows()) + "\n";
  for (const char* key :
       {"mlrun", "libtorch", "device", "precision", "seed", "epochs", "finished"}) {
    if (bundle.provenance.contains(key)) {
      const Json& value = bundle.provenance[key];
      text += std::string(key) + ": " +
              (value.is_string() ? value.get<std::string>() : value.dump()) + "\n";
    }
  }
  return text;
}

void run_inspect(const InspectOptions& options) {
  apply_common(options.common, {{options.path}, {}});
  ModelFileInfo info;
  const ModelBundle bundle = open_model(options.path, &info);
  print_stdout(options.common.json ? json_text(as_json(bundle, info), 2) + "\n"
                                   : as_text(bundle, info));
}

}  // namespace

void setup_inspect(CLI::App& app) {
  auto options = std::make_shared<InspectOptions>();
  CLI::App& verb = add_verb(app, "inspect", "What is in a model file; needs no LibTorch.",
                            "  mlrun inspect model.mlrun\n"
                            "  mlrun inspect model.mlrun --json\n"
                            "  mlrun inspect model.mlrun --json | grep digest");
  verb.add_option("MODEL", options->path, "a model file")->check(not_empty)->required();
  add_common(verb, options->common);
  verb.callback([options] { run_inspect(*options); });
}

}  // namespace mlrun
