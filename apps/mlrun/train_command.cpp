#include "mlrun/train_command.h"

#include <CLI/CLI.hpp>

#include "config/conflicts.h"
#include "core/error.h"
#include "core/file.h"
#include "core/json_text.h"
#include "core/log.h"
#include "mlrun/after_training.h"
#include "mlrun/bad_row_flags.h"
#include "mlrun/common_options.h"
#include "mlrun/config_flags.h"
#include "mlrun/input_copies.h"
#include "mlrun/learn_half.h"
#include "mlrun/local_ranks.h"
#include "mlrun/model_bundling.h"
#include "mlrun/model_output.h"
#include "mlrun/rank_plan.h"
#include "mlrun/search.h"
#include "mlrun/timed_training.h"
#include "mlrun/train_plan.h"
#include "mlrun/train_summary.h"
#include "mlrun/training_data.h"

namespace mlrun {
namespace {

struct TrainOptions {
  CommonOptions common;
  InputOptions input;
  DataSources sources;
  ConfigOptions config;
  BadRowFlags bad;
  AfterTraining after;
  SearchOptions search;
  std::string memory;
  std::string output = "model.mlrun";
  bool force = false;
  bool reproducible = false;
  bool plan = false;
};

RunFiles files_of(const TrainOptions& options) {
  RunFiles files{options.input.paths,
                 {{"-o", options.output},
                  {"--rejects", options.bad.rejects},
                  {"--run-dir", options.search.run_dir}}};
  for (const auto& path : {options.sources.valid, options.sources.test, options.sources.schema}) {
    files.inputs.push_back(path);
  }
  for (auto& path : input_files(options.config)) files.inputs.push_back(std::move(path));
  return files;
}

std::vector<std::string> table_paths(const TrainOptions& options) {
  auto paths = options.input.paths;
  paths.push_back(options.sources.valid);
  paths.push_back(options.sources.test);
  return paths;
}

// How rows are read, by how many threads.
void set_reading(TrainOptions& options, const TrainConfig& config, bool leads) {
  DataSources& sources = options.sources;
  sources.train = options.input.paths;
  sources.read = read_options(options.input);
  sources.threads = threads_for(static_cast<int>(config.device.threads));
  sources.memory_limit = memory_limit(options.memory);
  sources.bad = bad_row_options(options.bad, options.force);
  // One process writes the bad rows down; the others leave out the same ones.
  if (!leads) sources.bad.rejects.clear();
}

// What the flags say together, checked before any work; the output where it will be written.
void check_flags(const TrainOptions& options, bool writes) {
  if (options.common.json) check_stdout();
  if (writes && !options.plan) check_output_path(options.output, options.force);
  check_sources(options.sources);
}

void start_ranks(const TrainConfig& config) {
  LocalRanks ranks;
  ranks.count = static_cast<int>(config.device.devices);
  run_local_ranks(ranks);
}

void show_plan(const TrainPlan& plan, const TrainingData& data, bool json) {
  print_stdout((json ? json_text(plan_json(plan), 2) : plan_text(plan, data)) + "\n");
}

// chooses: nets are weighted by how well they do. search: what found them, or null.
void write_nets(const TrainOptions& options, const ResolvedConfig& resolved, const Workshop& shop,
                const std::vector<TrainedNet>& nets, bool chooses, const Json& search) {
  const NetChoice choice = choose_nets(nets, shop, chooses);
  for (const auto& remark : choice.remarks) log::info(remark);
  ModelBundle bundle = bundle_model(nets, choice, shop, options.sources.read, [&](ModelBundle& b) {
    apply_after_training(b, options.after, nets.front(), shop);
  });
  bundle.provenance.update(provenance(nets, choice, shop, resolved, options.reproducible));
  if (!search.is_null()) bundle.provenance["search"] = search;
  write_model(options.output, bundle, options.force);
  show_summary({bundle, nets, choice, shop.data.bad_rows, options.output, search},
               options.common.json);
}

void run_search(const TrainOptions& options, const ResolvedConfig& resolved, Workshop& shop,
                const TimeBudget& budget) {
  const SearchPlan plan = plan_search(options.search, resolved, shop.data, shop.device);
  const std::string text = search_text(plan, shop.data.train.rows);
  if (options.plan) {
    return print_stdout((options.common.json ? json_text(search_json(plan), 2) : text) + "\n");
  }
  log::info(text);
  const SearchOutcome found = search_nets(options.search, plan, resolved, shop, budget);
  for (const auto& remark : found.remarks) log::info(remark);
  write_nets(options, resolved, shop, found.nets, plan.chooses, found.summary);
}

// A search may set what they wait for.
void tell_unused(const TrainOptions& options, const TrainConfig& config) {
  if (options.search.trials > 0) return;
  for (const std::string& sentence : unused_values(config.train)) log::warn(sentence);
}

void run_train(TrainOptions& options) {
  check_model_output(options.output, options.common.json);
  apply_common(options.common, files_of(options));
  const ResolvedConfig resolved = resolve(options.config);
  const TimeBudget budget(resolved.config.time_limit);
  options.sources.train = options.input.paths;
  const auto pipes = read_once(table_paths(options));
  const RankPlan plan = plan_ranks(resolved.config, pipes);
  set_reading(options, resolved.config, plan.leads());
  check_after_training(options.after, resolved.config.model);
  check_search(options.search, resolved.config);
  check_flags(options, plan.leads());
  if (plan.launches) return start_ranks(resolved.config);
  if (!plan.leads()) hush(options.common);
  tell_unused(options, resolved.config);
  const LearnApi& learn = learn_half();
  const DeviceChoice device = learn.open_device(resolved.config.device.device, plan.local_rank());
  log::info("device: " + device.name() + " (" + device.reason + ")");
  learn.check_device(resolved.config, device);

  copy_inputs(pipes, options.sources.read);
  const TrainingData data = read_training_data(options.sources, resolved.config);
  check_after_training(options.after, data);
  Workshop shop{data, {}, learn, device, plan.place, static_cast<uint64_t>(resolved.config.seed)};
  shop.time_limit = resolved.config.time_limit;
  if (resolved.config.folds > 1) {
    shop.folds = make_folds(data.train, resolved.config.folds, shop.seed);
  }
  if (options.search.trials > 0) return run_search(options, resolved, shop, budget);
  TimedTraining training(resolved, shop, budget);
  const TrainPlan nets = training.plan();
  if (options.plan) return show_plan(nets, data, options.common.json);
  if (nets.chooses) log::info(plan_text(nets, data));
  const auto trained = training.train(nets);
  if (plan.leads()) write_nets(options, resolved, shop, trained, nets.chooses, nullptr);
}

}  // namespace

void setup_train(CLI::App& app) {
  auto options = std::make_shared<TrainOptions>();
  CLI::App& verb =
      add_verb(app, "train", "Train a net on a table and write one model file.",
               "  mlrun train train.csv --target price\n"
               "  mlrun train train.csv --valid valid.csv --test test.csv --target y -o y.mlrun\n"
               "  mlrun train rows.csv --target y --preset dense --seed 1 -s model.dropout=0.2");
  verb.add_option("DATA", options->input.paths,
                  "CSV, TSV, JSON Lines, Parquet or Arrow files, or -")
      ->check(not_empty)
      ->required();
  verb.add_option("--target", options->sources.infer.target, "the column to predict");
  verb.add_option("-o,--output", options->output, "the model file")
      ->check(not_empty)
      ->capture_default_str();
  verb.add_option("--valid", options->sources.valid, "labelled rows that judge (early stopping)")
      ->check(not_empty);
  verb.add_option("--test", options->sources.test, "labelled rows scored at the end")
      ->check(not_empty);
  verb.add_flag("--plan", options->plan, "only print what would be trained, with time and memory");
  verb.add_option("--search", options->search.trials, "try so many random configurations")
      ->check(CLI::Range(int64_t{1}, int64_t{100'000}));
  verb.add_option("--run-dir", options->search.run_dir, "keep the search there, or go on with it")
      ->check(not_empty);
  verb.add_flag("-f,--force", options->force, "replace existing outputs");
  verb.add_flag("--reproducible", options->reproducible, "leave times and host out of the file");
  verb.add_option("--schema", options->sources.schema, "the columns, as mlrun schema prints them")
      ->check(not_empty)
      ->group("Columns");
  verb.add_option("--weight", options->sources.infer.weight, "column of row weights")
      ->group("Columns");
  verb.add_option("--id", options->sources.infer.ids, "columns that name rows, not features")
      ->allow_extra_args(false)
      ->group("Columns");
  verb.add_option("--ignore", options->sources.infer.ignore, "columns to leave out")
      ->allow_extra_args(false)
      ->group("Columns");
  add_config_flags(verb, options->config);
  add_after_training(verb, options->after);
  add_bad_rows(verb, options->bad, false);
  add_memory(verb, options->memory);
  add_input(verb, options->input);
  add_common(verb, options->common);
  verb.callback([options] { run_train(*options); });
}

}  // namespace mlrun
