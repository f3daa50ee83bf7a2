#include "mlrun/prune_command.h"

#include <CLI/CLI.hpp>

#include "core/error.h"
#include "core/file.h"
#include "core/log.h"
#include "mlrun/bad_row_flags.h"
#include "mlrun/common_options.h"
#include "mlrun/importance_flags.h"
#include "mlrun/labelled_rows.h"
#include "mlrun/learn_half.h"
#include "mlrun/libtorch_predictor.h"
#include "mlrun/member_pruning.h"
#include "mlrun/model_output.h"
#include "predict/golden_check.h"

namespace mlrun {
namespace {

struct PruneOptions {
  CommonOptions common;
  LabelledInput rows;
  std::string path;
  int64_t members = 0;
  std::string output;
  int threads = 0;
  bool force = false;
  BadRowFlags bad;
  std::string memory;
};

RunFiles files_of(const PruneOptions& options) {
  RunFiles files{options.rows.input.paths,
                 {{"-o", options.output}, {"--rejects", options.bad.rejects}}};
  files.inputs.push_back(options.path);
  return files;
}

// Golden rows and metrics are those of what is left.
void answer_again(ModelBundle& bundle, const Table& rows, const LearnApi& learn, int threads) {
  const RuntimeOptions options{.threads = threads};
  const Predictor clone = make_predictor(bundle, learn, DeviceChoice{}, options);
  bundle.golden.answers = answer_golden(clone, bundle.golden);
  const Predictor judge = make_judge(bundle, learn, threads);
  bundle.metrics = {{"valid", to_json(score_table(judge, rows, further_metrics(bundle)))}};
}

void print_result(const PruneOptions& options, const ModelBundle& bundle) {
  const Json& pruning = bundle.provenance["pruning"];
  log::plain(pruning_text(pruning) + "\nmodel: " + options.output);
  if (!options.common.json) return;
  const Json document{{"model", options.output}, {"pruning", pruning}, {"metrics", bundle.metrics}};
  print_json(document);
}

void run_prune(PruneOptions& options) {
  check_model_output(options.output, options.common.json);
  apply_common(options.common, files_of(options));
  options.threads = threads_for(options.threads);
  BadRows bad(bad_row_options(options.bad, options.force));
  check_output_path(options.output, options.force);
  ModelBundle bundle = open_model(options.path);
  check_prunable(bundle, options.members, "--members");
  const LearnApi& learn = learn_half();
  learn.open_device("cpu", -1);
  const Predictor judge = make_judge(bundle, learn, options.threads);
  require_golden(check_golden(judge, bundle.golden), judge, options.path);
  const Table rows = read_labelled(options.rows, bundle.data_spec, options.threads,
                                   memory_limit(options.memory), bad);
  bundle.provenance["pruning"] = prune_members(bundle, options.members, main_metric(bundle),
                                               {rows, nullptr}, learn, options.threads);
  answer_again(bundle, rows, learn, options.threads);
  write_model(options.output, bundle, options.force);
  print_result(options, bundle);
}

}  // namespace

void setup_prune(CLI::App& app) {
  auto options = std::make_shared<PruneOptions>();
  CLI::App& verb =
      add_verb(app, "prune", "Keep the best members of a model's nets: a smaller, faster file.",
               "  mlrun prune tabm.mlrun valid.csv --members 8 -o small.mlrun\n"
               "  mlrun prune tabm.mlrun valid.csv --members 1 -o one.mlrun --json\n"
               "  mlrun prune tabm.mlrun valid.csv --members 4 -o small.mlrun --force");
  verb.add_option("MODEL", options->path, "a model file")->check(not_empty)->required();
  add_labelled_input(verb, options->rows, "labelled rows to choose by, not those of training");
  verb.add_option("--members", options->members, "how many members of each net are kept")
      ->check(CLI::Range(1, 100000))
      ->required();
  verb.add_option("-o,--output", options->output, "the smaller model file")
      ->check(not_empty)
      ->required();
  verb.add_flag("-f,--force", options->force, "replace existing outputs");
  verb.add_option("--threads", options->threads, "CPU threads; 0: as many as this process may use")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
  add_bad_rows(verb, options->bad, false);
  add_memory(verb, options->memory);
  add_common(verb, options->common);
  verb.callback([options] { run_prune(*options); });
}

}  // namespace mlrun
