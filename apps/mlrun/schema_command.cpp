#include "mlrun/schema_command.h"

#include <CLI/CLI.hpp>

#include "checkpoint/model_file.h"
#include "core/error.h"
#include "core/json_text.h"
#include "core/log.h"
#include "core/text.h"
#include "data/fit_report.h"
#include "data/infer.h"
#include "data/suspicion.h"
#include "mlrun/common_options.h"
#include "mlrun/read_progress.h"

namespace mlrun {
namespace {

struct SchemaOptions {
  CommonOptions common;
  InputOptions input;
  InferOptions infer;
  std::string model;
  std::string memory;
};

Json facts_of(const Inference& inference) {
  Json columns = Json::object();
  for (size_t c = 0; c < inference.facts.size(); ++c) {
    const ColumnFacts& facts = inference.facts[c];
    Json json{
        {"missing", facts.missing},
        {"missing_share", static_cast<double>(facts.missing) / static_cast<double>(facts.rows)}};
    if (facts.levels_exceeded) {
      json["levels_more_than"] = facts.levels;
    } else {
      json["levels"] = facts.levels;
    }
    if (inference.spec.columns[c].type == ColumnType::kNumeric && facts.missing < facts.rows) {
      json["min"] = facts.min;
      json["max"] = facts.max;
    }
    columns[inference.spec.columns[c].name] = std::move(json);
  }
  return columns;
}

Json as_json(const std::vector<Suspicion>& suspicions) {
  Json list = Json::array();
  for (const Suspicion& found : suspicions) {
    list.push_back({{"column", found.column}, {"kind", found.kind}, {"why", found.why}});
  }
  return list;
}

// A draft of a spec, from all rows.
void draft_spec(const SchemaOptions& options, RowReader& reader) {
  InferOptions infer = options.infer;
  infer.threads = threads_for(0);
  infer.progress = read_progress("reading");
  infer.keep_rows = true;
  infer.memory_limit = memory_limit(options.memory);
  const Inference inference = infer_spec(reader, infer);
  for (const auto& remark : inference.remarks) log::info(remark);
  for (const auto& warning : inference.warnings) log::warn(warning);
  const auto found = suspicions(inference);
  for (const Suspicion& one : found) {
    log::warn("column " + mlrun::quoted(one.column) + " is suspicious: " + one.why);
  }
  const Json document{{"spec", to_json(inference.spec)},
                      {"rows", inference.rows},
                      {"facts", facts_of(inference)},
                      {"suspicious", as_json(found)}};
  print_json(document);
}

std::string as_text(const FitReport& report) {
  std::string text = report.fits() ? "the table fits the model\n" : "the table does not fit:";
  text += report.faults();
  if (!report.fits()) text += "\n";
  for (const auto& remark : report.remarks()) text += remark + "\n";
  return text;
}

// How all rows fit a model that there is already.
void check_fit(const SchemaOptions& options, RowReader& reader) {
  const ModelBundle bundle = open_model(options.model);
  FitReport report(bundle.data_spec, reader.header(), NeedTarget::kNo);
  const auto progress = read_progress("reading");
  while (const auto block = reader.next()) {
    report.look(*block);
    progress(reader.counts());
  }
  print_stdout(options.common.json ? json_text(report.to_json(), 2) + "\n" : as_text(report));
  if (report.fits()) return;
  throw Error(ErrorKind::kModel,
              names_of(options.input.paths) + ": its columns do not fit " + options.model);
}

RunFiles files_of(const SchemaOptions& options) {
  RunFiles files{options.input.paths, {}};
  files.inputs.push_back(options.model);
  return files;
}

void run_schema(const SchemaOptions& options) {
  apply_common(options.common, files_of(options));
  const auto reader = open_input(options.input.paths, read_options(options.input));
  if (options.model.empty()) {
    draft_spec(options, *reader);
  } else {
    check_fit(options, *reader);
  }
}

}  // namespace

void setup_schema(CLI::App& app) {
  auto options = std::make_shared<SchemaOptions>();
  CLI::App& verb =
      add_verb(app, "schema", "What the columns of a table seem to mean, as JSON to edit.",
               "  mlrun schema train.csv --target price > spec.json\n"
               "  mlrun train train.csv --schema spec.json\n"
               "  mlrun schema new.csv --model model.mlrun");
  verb.add_option("DATA", options->input.paths,
                  "CSV, TSV, JSON Lines, Parquet or Arrow files, or -")
      ->check(not_empty)
      ->required();
  verb.add_option("--target", options->infer.target, "the column to predict");
  verb.add_option("--weight", options->infer.weight, "column of row weights");
  verb.add_option("--id", options->infer.ids, "columns that name rows")->allow_extra_args(false);
  verb.add_option("--ignore", options->infer.ignore, "columns to leave out")
      ->allow_extra_args(false);
  verb.add_option("--task", options->infer.task, "auto|regression|classification")
      ->check(CLI::IsMember({"auto", "regression", "classification"}))
      ->capture_default_str();
  verb.add_option("--na", options->infer.missing, "texts that stand for a missing cell")
      ->allow_extra_args(false);
  verb.add_option("--model", options->model,
                  "a model file: how the table fits it, as text or --json")
      ->check(not_empty);
  add_memory(verb, options->memory);
  add_input(verb, options->input);
  add_common(verb, options->common);
  verb.callback([options] { run_schema(*options); });
}

}  // namespace mlrun
