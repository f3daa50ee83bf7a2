#include "mlrun/verify_command.h"

#include <CLI/CLI.hpp>

#include "core/error.h"
#include "core/json_text.h"
#include "core/text.h"
#include "mlrun/common_options.h"
#include "mlrun/model_options.h"

namespace mlrun {
namespace {

struct VerifyOptions {
  CommonOptions common;
  ModelOptions model;
  std::string absolute;
  std::string relative;
};

// The tolerance of a flag, nothing when it is not given.
std::optional<double> tolerance(const std::string& flag, const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto value = parse_double(text);
  if (!value || !(*value >= 0)) {
    throw Error(ErrorKind::kUsage,
                flag + ": expected a number of at least 0, got " + mlrun::quoted(text));
  }
  return value;
}

std::string as_text(const GoldenVerdict& verdict, const Predictor& predictor) {
  return std::string(verdict.holds ? "holds" : "DIFFERS") + ": " + std::to_string(verdict.rows) +
         " golden rows answered by " + predictor.description() + "; largest difference " +
         format_number(verdict.largest_absolute) + " absolute, " +
         format_number(verdict.largest_relative) + " relative\n";
}

Json as_json(const GoldenVerdict& verdict, const LoadedModel& model, const std::string& precision) {
  const GoldenRows& golden = model.bundle.golden;
  return Json{{"verdict", verdict.holds ? "holds" : "differs"},
              {"holds", verdict.holds},
              {"rows", verdict.rows},
              {"runtime", model.predictor.description()},
              {"device", model.device},
              {"precision", precision},
              {"largest_absolute", verdict.largest_absolute},
              {"largest_relative", verdict.largest_relative},
              {"worst_row", verdict.worst_row},
              {"absolute_tolerance", golden.absolute_tolerance},
              {"relative_tolerance", golden.relative_tolerance}};
}

void run_verify(VerifyOptions& options) {
  apply_common(options.common, {{options.model.path}, {}});
  options.model.judged_by_caller = true;  // the verdict is this verb's own work
  options.model.absolute = tolerance("--atol", options.absolute);
  options.model.relative = tolerance("--rtol", options.relative);
  const LoadedModel model = load_model(options.model);
  const GoldenVerdict& verdict = model.verdict.value();
  print_stdout(options.common.json
                   ? json_text(as_json(verdict, model, options.model.runtime.precision), 2) + "\n"
                   : as_text(verdict, model.predictor));
  if (!verdict.holds) {
    throw Error(ErrorKind::kModel, options.model.path + ": golden rows differ on this host");
  }
}

}  // namespace

void setup_verify(CLI::App& app) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App& verb = add_verb(app, "verify", "Does the model answer here as it did when it was made?",
                            "  mlrun verify model.mlrun\n"
                            "  mlrun verify model.mlrun --json\n"
                            "  mlrun verify model.mlrun --atol 1e-6 --rtol 1e-5");
  add_model(verb, options->model);
  verb.add_option("--atol", options->absolute,
                  "absolute tolerance; by default the file's own, or the precision's");
  verb.add_option("--rtol", options->relative, "relative tolerance; as --atol");
  add_common(verb, options->common);
  verb.callback([options] { run_verify(*options); });
}

}  // namespace mlrun
