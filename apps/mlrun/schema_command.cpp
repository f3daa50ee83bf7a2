#include "mlrun/schema_command.h"

#include <CLI/CLI.hpp>

#include "core/host.h"
#include "core/log.h"
#include "data/infer.h"
#include "mlrun/common_options.h"
#include "mlrun/read_progress.h"

namespace mlrun {
namespace {

struct SchemaOptions {
  CommonOptions common;
  InputOptions input;
  InferOptions infer;
};

Json facts_of(const Inference& inference) {
  Json columns = Json::object();
  for (size_t c = 0; c < inference.facts.size(); ++c) {
    const ColumnFacts& facts = inference.facts[c];
    Json json{{"missing", facts.missing}};
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

void run_schema(const SchemaOptions& options) {
  apply_common(options.common);
  const auto reader = open_input(options.input.paths, read_options(options.input));
  InferOptions infer = options.infer;
  infer.threads = allowed_threads();
  infer.progress = read_progress("reading");
  const Inference inference = infer_spec(*reader, infer);
  for (const auto& remark : inference.remarks) log::info(remark);
  for (const auto& warning : inference.warnings) log::warn(warning);
  const Json document{
      {"spec", to_json(inference.spec)}, {"rows", inference.rows}, {"facts", facts_of(inference)}};
  print_stdout(document.dump(2) + "\n");
}

}  // namespace

void setup_schema(CLI::App& app) {
  auto options = std::make_shared<SchemaOptions>();
  CLI::App& verb =
      add_verb(app, "schema", "What the columns of a table seem to mean, as JSON to edit.",
               "  mlrun schema train.csv --target price > spec.json\n"
               "  mlrun train train.csv --schema spec.json\n"
               "  mlrun schema train.csv --target y --task classification");
  verb.add_option("DATA", options->input.paths, "CSV, TSV, JSON Lines, Parquet or Arrow files, or -")->required();
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
  add_input(verb, options->input);
  add_common(verb, options->common);
  verb.callback([options] { run_schema(*options); });
}

}  // namespace mlrun
