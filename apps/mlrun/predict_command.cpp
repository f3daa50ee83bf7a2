#include "mlrun/predict_command.h"

#include <CLI/CLI.hpp>
#include <set>

#include "core/error.h"
#include "core/file.h"
#include "core/log.h"
#include "core/output.h"
#include "core/text.h"
#include "mlrun/common_options.h"
#include "mlrun/model_options.h"
#include "predict/prediction_stream.h"

namespace mlrun {
namespace {

struct PredictOptions {
  CommonOptions common;
  InputOptions input;
  ModelOptions model;
  StreamOptions stream;
  std::string output = "-";
  std::string output_format = "csv";
  std::string unseen = "allow";
  bool no_proba = false;
  bool force = false;
};

void report_cells(const DataSpec& spec, const StreamCounts& counts) {
  if (!counts.extra.empty()) log::info("columns not used: " + join(counts.extra, ", "));
  for (size_t c = 0; c < spec.columns.size(); ++c) {
    const std::string column = "column " + mlrun::quoted(spec.columns[c].name) + ": ";
    if (counts.cells.unseen[c] > 0) {
      log::warn(column + std::to_string(counts.cells.unseen[c]) +
                " cells of a category that training did not see");
    }
    if (counts.cells.missing[c] > 0 && !spec.columns[c].had_missing) {
      log::warn(column + std::to_string(counts.cells.missing[c]) +
                " missing cells, where the training rows had none");
    }
  }
}

Json as_json(const PredictOptions& options, const DataSpec& spec, const StreamCounts& counts) {
  Json missing = Json::object();
  Json unseen = Json::object();
  for (size_t c = 0; c < spec.columns.size(); ++c) {
    if (counts.cells.missing[c] > 0) missing[spec.columns[c].name] = counts.cells.missing[c];
    if (counts.cells.unseen[c] > 0) unseen[spec.columns[c].name] = counts.cells.unseen[c];
  }
  return Json{{"model", options.model.path}, {"output", options.output},
              {"rows", counts.rows},         {"columns_not_used", counts.extra},
              {"missing_cells", missing},    {"unseen_categories", unseen}};
}

// A column that stood twice in the output could not be read again.
void check_kept(const std::vector<std::string>& names) {
  std::set<std::string> seen = {"prediction"};
  for (const auto& name : names) {
    if (seen.insert(name).second) continue;
    throw Error(ErrorKind::kUsage,
                "--keep: the output would have two columns called " + mlrun::quoted(name));
  }
}

void run_predict(PredictOptions& options) {
  auto inputs = options.input.paths;
  inputs.push_back(options.model.path);
  check_not_input(options.output, inputs);
  check_not_input(options.common.log_file, inputs);
  apply_common(options.common);
  if (options.common.json && options.output == "-") {
    throw Error(ErrorKind::kUsage,
                "the predictions and the JSON of --json would both go to "
                "stdout; -o FILE takes the predictions");
  }
  check_output_path(options.output, options.force);
  check_kept(options.stream.keep);
  Output output(options.output, options.force ? Existing::kReplace : Existing::kKeep);
  const LoadedModel model = load_model(options.model);
  const auto reader = open_input(options.input.paths, read_options(options.input));
  options.stream.delimiter = options.output_format == "tsv" ? '\t' : ',';
  options.stream.probabilities = !options.no_proba;
  options.stream.cells.refuse_unseen = options.unseen == "error";
  const StreamCounts counts = predict_stream(model.predictor, *reader, output, options.stream);
  output.commit();
  report_cells(model.predictor.spec(), counts);
  log::info(format_count(static_cast<int64_t>(counts.rows)) + " rows answered by " +
            model.predictor.runtime().description());
  if (!options.common.json) return;
  print_stdout(as_json(options, model.predictor.spec(), counts).dump(2) + "\n");
}

}  // namespace

void setup_predict(CLI::App& app) {
  auto options = std::make_shared<PredictOptions>();
  CLI::App& verb = add_verb(app, "predict", "Rows in, predictions out, in the same order.",
                            "  mlrun predict model.mlrun new.csv > predictions.csv\n"
                            "  cat new.csv | mlrun predict model.mlrun - | head -3\n"
                            "  mlrun predict model.mlrun new.csv --keep id -o out.csv");
  add_model(verb, options->model);
  options->input.paths = {"-"};
  verb.add_option("DATA", options->input.paths, "CSV or TSV files, or - for stdin");
  verb.add_option("-o,--output", options->output, "where to; - is stdout")->capture_default_str();
  verb.add_option("--output-format", options->output_format, "csv|tsv")
      ->check(CLI::IsMember({"csv", "tsv"}))
      ->capture_default_str();
  verb.add_flag("-f,--force", options->force, "replace an existing output file");
  verb.add_option("--keep", options->stream.keep, "columns of the input to repeat in the output")
      ->allow_extra_args(false);
  verb.add_flag("--no-proba", options->no_proba, "classes without their probabilities");
  verb.add_option("--unseen", options->unseen, "allow|error: a category that training did not see")
      ->check(CLI::IsMember({"allow", "error"}))
      ->capture_default_str();
  verb.add_flag("--strict", options->stream.cells.strict,
                "refuse a missing cell where training had none");
  verb.add_flag("--no-verify", options->model.no_verify, "skip the golden rows");
  add_input(verb, options->input);
  add_common(verb, options->common);
  verb.callback([options] { run_predict(*options); });
}

}  // namespace mlrun
