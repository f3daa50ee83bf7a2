#include "mlrun/importance_flags.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/json_at.h"
#include "core/progress.h"
#include "metrics/metric.h"
#include "mlrun/model_scores.h"

namespace mlrun {
namespace {

constexpr int64_t kRepeats = 5;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

}  // namespace

void add_importance(CLI::App& verb, ImportanceFlags& flags) {
  const std::string group = "Importance";
  verb.add_flag("--importance", flags.wanted,
                "what each column is worth: the loss in score when its cells are permuted")
      ->group(group);
  verb.add_option("--repeats", flags.repeats, "permutations of each column [5]")
      ->check(CLI::Range(1, 10000))
      ->group(group);
  verb.add_option("--seed", flags.seed, "of the permutations [0]")->group(group);
}

void check_importance(const ImportanceFlags& flags) {
  if (flags.wanted) return;
  const auto refuse = [](const char* flag) {
    throw Error(ErrorKind::kUsage, std::string(flag) + ": only --importance takes it");
  };
  if (flags.repeats) refuse("--repeats");
  if (flags.seed) refuse("--seed");
}

std::string main_metric(const ModelBundle& bundle) {
  const std::vector<std::string> watched_beside = further_metrics(bundle);
  if (!watched_beside.empty()) return watched_beside.front();
  const std::vector<std::string> names = metric_names(bundle.data_spec.task);
  const Json watched = json_at(bundle.provenance, "/config/train/metric");
  const bool known = watched.is_string() && std::find(names.begin(), names.end(),
                                                      watched.get<std::string>()) != names.end();
  return known ? watched.get<std::string>() : names.front();
}

Importances measure_importance(const LoadedModel& model, const Table& table,
                               const ImportanceFlags& flags, int threads) {
  ImportanceOptions options;
  options.metric = main_metric(model.bundle);
  options.repeats = flags.repeats.value_or(kRepeats);
  options.seed = flags.seed.value_or(0);
  options.threads = threads;
  const auto columns = static_cast<int64_t>(table.spec.with_role(Role::kFeature).size());
  Progress bar("permuting", columns * options.repeats, "tables");
  options.progress = [&bar](int64_t done) { bar.update(done); };
  Importances importances = permutation_importance(model.predictor, table, options);
  bar.finish();
  return importances;
}

Json importance_json(const Importances& importances, const ImportanceFlags& flags) {
  Json columns = Json::array();
  for (const ColumnImportance& each : importances.columns) {
    columns.push_back({{"column", each.column},
                       {"importance", number(each.mean)},
                       {"deviation", number(each.deviation)}});
  }
  return Json{{"metric", importances.metric},
              {"baseline", number(importances.baseline)},
              {"repeats", flags.repeats.value_or(kRepeats)},
              {"seed", flags.seed.value_or(0)},
              {"columns", columns}};
}

}  // namespace mlrun
