#include "mlrun/predict_command.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <set>

#include "core/error.h"
#include "core/file.h"
#include "core/log.h"
#include "core/output.h"
#include "core/text.h"
#include "data/row_format.h"
#include "mlrun/bad_row_flags.h"
#include "mlrun/common_options.h"
#include "mlrun/model_options.h"
#include "mlrun/read_progress.h"
#include "mlrun/table_fit.h"
#include "predict/prediction_rows.h"
#include "predict/prediction_stream.h"

namespace mlrun {
namespace {

struct PredictOptions {
  CommonOptions common;
  InputOptions input;
  ModelOptions model;
  StreamOptions stream;
  std::string output = "-";
  std::string output_format = "auto";
  BadRowFlags bad;
  bool line_buffered = false;
  int threads = 1;
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

Json as_json(const PredictOptions& options, const DataSpec& spec, const StreamCounts& counts,
             double seconds) {
  Json missing = Json::object();
  Json unseen = Json::object();
  for (size_t c = 0; c < spec.columns.size(); ++c) {
    if (counts.cells.missing[c] > 0) missing[spec.columns[c].name] = counts.cells.missing[c];
    if (counts.cells.unseen[c] > 0) unseen[spec.columns[c].name] = counts.cells.unseen[c];
  }
  return Json{{"model", options.model.path}, {"output", options.output},
              {"rows", counts.rows},         {"answered", counts.answered},
              {"bad_rows", counts.bad},      {"bytes", counts.bytes},
              {"seconds", seconds},          {"columns_not_used", counts.extra},
              {"missing_cells", missing},    {"unseen_categories", unseen}};
}

// A column that stood twice in the output could not be read again.
void check_kept(const StreamOptions& stream, const DataSpec& spec) {
  std::set<std::string> seen;
  for (const auto& column : output_columns(spec, stream.keep, stream.probabilities)) {
    if (seen.insert(column.name).second) continue;
    throw Error(ErrorKind::kUsage,
                "--keep: the output would have two columns called " + mlrun::quoted(column.name));
  }
}

RunFiles files_of(const PredictOptions& options) {
  RunFiles files{options.input.paths, {{"-o", options.output}, {"--rejects", options.bad.rejects}}};
  files.inputs.push_back(options.model.path);
  return files;
}

// What goes to stdout goes there alone.
void check_stdout_use(const PredictOptions& options) {
  if (options.bad.rejects == "-" || (options.common.json && options.output == "-")) {
    const bool rejects = options.bad.rejects == "-";
    throw Error(ErrorKind::kUsage, rejects ? "--rejects: expected a file; stdout is for predictions"
                                           : "the predictions and the JSON of --json would both go "
                                             "to stdout; -o FILE takes the predictions");
  }
}

ReadOptions stream_reading(const PredictOptions& options, const BlockRows& block_rows) {
  ReadOptions read = read_options(options.input);
  read.block_rows = block_rows.few;
  read.as_available = options.line_buffered;
  return read;
}

StreamOptions stream_options(const PredictOptions& options) {
  StreamOptions stream = options.stream;
  stream.format =
      options.output_format == "auto" ? row_format_of(options.output) : options.output_format;
  stream.probabilities = !options.no_proba;
  stream.cells.refuse_unseen = options.unseen == "error";
  stream.bad = bad_row_options(options.bad, options.force);
  // A row is answered when it comes, not when another thread is done.
  stream.threads = options.line_buffered ? 1 : options.threads;
  // A bar would stand between rows that go to the same terminal.
  if (options.output != "-" || isatty(STDOUT_FILENO) == 0) {
    stream.progress = read_progress("predicting");
  }
  return stream;
}

void run_predict(PredictOptions& options) {
  check_stdout_use(options);
  apply_common(options.common, files_of(options));
  // The threads of the stream each ask the net for themselves.
  options.threads = threads_for(std::exchange(options.model.runtime.threads, 1));
  check_output_path(options.output, options.force);
  StreamOptions stream = stream_options(options);
  Output output(options.output, options.force ? Existing::kReplace : Existing::kKeep);
  const auto start = std::chrono::steady_clock::now();
  const LoadedModel model = load_model(options.model);
  check_kept(stream, model.predictor.spec());
  stream.block_rows = block_rows_for(model.predictor);
  PeekedReader reader(open_input(options.input.paths, stream_reading(options, stream.block_rows)));
  const FitReport fit = first_look(reader, model.predictor.spec(), NeedTarget::kNo);
  if (!fit.fits() && options.common.json) print_json(fit.to_json());
  require_fit(fit, names_of(options.input.paths));
  const StreamCounts counts = predict_stream(model.predictor, reader, output, stream);
  output.commit();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  report_cells(model.predictor.spec(), counts);
  report_bad_rows(stream.bad, counts.bad, counts.rows);
  log::info(format_count(static_cast<int64_t>(counts.answered)) + " rows answered by " +
            model.predictor.description() + " in " + rate_text(counts.answered, seconds.count()));
  if (!options.common.json) return;
  print_json(as_json(options, model.predictor.spec(), counts, seconds.count()));
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
  verb.add_option("DATA", options->input.paths,
                  "CSV, TSV, JSON Lines, Parquet or Arrow files, or - for stdin")
      ->check(not_empty);
  verb.add_option("-o,--output", options->output, "where to; - is stdout")
      ->check(not_empty)
      ->capture_default_str();
  verb.add_option("--output-format", options->output_format,
                  "csv|tsv|jsonl|parquet|auto (by suffix, else csv)")
      ->check(CLI::IsMember({"csv", "tsv", "jsonl", "parquet", "auto"}))
      ->capture_default_str();
  verb.add_flag("-f,--force", options->force, "replace an existing output file");
  verb.add_option("--keep,--id", options->stream.keep,
                  "columns of the input to repeat in the output")
      ->allow_extra_args(false);
  verb.add_flag("--no-proba", options->no_proba, "classes without their probabilities");
  verb.add_option("--unseen", options->unseen, "allow|error: a category that training did not see")
      ->check(CLI::IsMember({"allow", "error"}))
      ->capture_default_str();
  verb.add_flag("--strict", options->stream.cells.strict,
                "refuse a missing cell where training had none");
  verb.add_flag("--line-buffered", options->line_buffered,
                "answer and write each row as it comes, for tail -f and the like");
  verb.add_flag("--no-verify", options->model.no_verify, "skip the golden rows");
  add_bad_rows(verb, options->bad, true);
  add_input(verb, options->input);
  add_common(verb, options->common);
  verb.callback([options] { run_predict(*options); });
}

}  // namespace mlrun
