#include "mlrun/evaluate_command.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <optional>
#include <utility>

#include "core/error.h"
#include "core/progress.h"
#include "core/text.h"
#include "mlrun/bad_row_flags.h"
#include "mlrun/common_options.h"
#include "mlrun/importance_flags.h"
#include "mlrun/importance_text.h"
#include "mlrun/labelled_rows.h"
#include "mlrun/model_options.h"
#include "mlrun/model_scores.h"

namespace mlrun {
namespace {

struct EvaluateOptions {
  CommonOptions common;
  LabelledInput rows;
  ModelOptions model;
  std::vector<std::string> fail_under;
  ImportanceFlags importance;
  int threads = 1;
  BadRowFlags bad;
  std::string memory;
  bool force = false;
};

// One --fail-under NAME=VALUE: the sentence when it is not met.
std::string unmet(const std::string& text, const Scores& scores) {
  const size_t equals = text.find('=');
  const auto bound = equals == std::string::npos
                         ? std::nullopt
                         : parse_double(std::string_view(text).substr(equals + 1));
  if (!bound) {
    throw Error(ErrorKind::kUsage,
                "--fail-under: expected METRIC=NUMBER, got " + mlrun::quoted(text));
  }
  const std::string metric = text.substr(0, equals);
  std::vector<std::string> known;
  for (const auto& [name, value] : scores.values) known.push_back(name);
  if (std::find(known.begin(), known.end(), metric) == known.end()) {
    throw Error(ErrorKind::kUsage, "--fail-under: unknown metric " + mlrun::quoted(metric) +
                                       " (known: " + join(known, ", ") + ")" +
                                       did_you_mean(metric, known));
  }
  const double value = scores.at(metric);
  const bool met = higher_is_better(metric) ? value >= *bound : value <= *bound;
  return met ? "" : metric + " is " + format_number(value) + ", asked for " + format_number(*bound);
}

std::string as_text(const Scores& scores, int64_t rows) {
  std::string text = "rows " + std::to_string(rows) + "\n";
  for (const auto& [name, value] : scores.values) text += name + " " + format_number(value) + "\n";
  return text;
}

RunFiles files_of(const EvaluateOptions& options) {
  RunFiles files{options.rows.input.paths, {{"--rejects", options.bad.rejects}}};
  files.inputs.push_back(options.model.path);
  if (!options.common.json) files.outputs.emplace_back("the metrics, on", "-");
  return files;
}

// Permuted tables are scored side by side, so that each asks the net for itself.
void set_threads(EvaluateOptions& options) {
  options.threads = threads_for(options.model.runtime.threads);
  options.model.runtime.threads = options.importance.wanted ? 1 : options.threads;
}

void print_result(const EvaluateOptions& options, const Scores& scores, int64_t rows,
                  uint64_t bad_rows, const std::optional<Importances>& importances) {
  if (!options.common.json) {
    std::string text = as_text(scores, rows);
    if (importances) text += "\n" + importance_text(*importances, terminal_width(STDOUT_FILENO));
    return print_stdout(text);
  }
  Json document{{"model", options.model.path},
                {"rows", rows},
                {"bad_rows", bad_rows},
                {"metrics", to_json(scores)}};
  if (importances) document["importance"] = importance_json(*importances, options.importance);
  print_json(document);
}

void run_evaluate(EvaluateOptions& options) {
  apply_common(options.common, files_of(options));
  check_importance(options.importance);
  set_threads(options);
  BadRows bad(bad_row_options(options.bad, options.force));
  const LoadedModel model = load_model(options.model);
  const Table table = read_labelled(options.rows, model.predictor.spec(), options.threads,
                                    memory_limit(options.memory), bad);
  const Scores scores = score_table(model.predictor, table, further_metrics(model.bundle));
  std::string failures;
  for (const auto& text : options.fail_under) {
    const std::string why = unmet(text, scores);
    failures += (failures.empty() || why.empty() ? "" : "; ") + why;
  }
  std::optional<Importances> importances;
  if (options.importance.wanted) {
    importances = measure_importance(model, table, options.importance, options.threads);
  }
  print_result(options, scores, table.rows, bad.count(), importances);
  if (!failures.empty()) throw Error(ErrorKind::kResult, "not good enough: " + failures);
}

}  // namespace

void setup_evaluate(CLI::App& app) {
  auto options = std::make_shared<EvaluateOptions>();
  CLI::App& verb = add_verb(app, "evaluate", "Metrics of a model on labelled rows.",
                            "  mlrun evaluate model.mlrun test.csv\n"
                            "  mlrun evaluate model.mlrun test.csv --importance\n"
                            "  mlrun evaluate model.mlrun test.csv --fail-under auc=0.8");
  add_model(verb, options->model);
  add_labelled_input(verb, options->rows, "CSV, TSV, JSON Lines, Parquet or Arrow files, or -");
  verb.add_option("--fail-under", options->fail_under, "METRIC=NUMBER: exit 6 when it is worse")
      ->allow_extra_args(false);
  verb.add_flag("--no-verify", options->model.no_verify, "skip the golden rows");
  verb.add_flag("-f,--force", options->force, "replace an existing file of rejects");
  add_importance(verb, options->importance);
  add_bad_rows(verb, options->bad, false);
  add_memory(verb, options->memory);
  add_common(verb, options->common);
  verb.callback([options] { run_evaluate(*options); });
}

}  // namespace mlrun
