#include <algorithm>
#include <cmath>

#include "core/host.h"
#include "core/text.h"
#include "mlrun/common_options.h"
#include "mlrun/search.h"
#include "plan/cost.h"
#include "plan/recipes.h"
#include "plan/search_space.h"

namespace mlrun {
namespace {

// What trials are variations of: the nets of a plan, or the one that was named.
std::vector<Recipe> bases_of(const TrainConfig& config, const DeviceChoice& device) {
  if (is_auto(config.model)) return recipes({.accelerator = !device.is_cpu()});
  return {{type_name(config.model), Json()}};
}

std::string trial_name(size_t trial, const Recipe& base) {
  return "trial " + std::to_string(trial + 1) + " (" + base.name + ")";
}

void add_trials(SearchPlan& plan, size_t count, const ResolvedConfig& resolved,
                const DeviceChoice& device) {
  const std::vector<Recipe> bases = bases_of(resolved.config, device);
  Random random(static_cast<uint64_t>(resolved.config.seed), "search");
  for (size_t i = 0; i < count; ++i) {
    const Recipe& base = bases[i % bases.size()];
    const TrainConfig start = resolve_trial(resolved, base.config, Json::object()).config;
    // Each net is tried as it stands before it is varied.
    Json settings = i < bases.size() ? Json::object() : random_settings(start, random);
    NetJob job;
    job.name = trial_name(i, base);
    job.config = resolve_trial(resolved, base.config, settings).config;
    job.recipe = base.config.is_object() ? base.config : Json::object();
    job.recipe.merge_patch(settings);
    if (resolved.config.folds > 1) job.fold = 0;
    job.may_fail = true;
    plan.trials.push_back(std::move(job));
    plan.settings.push_back(std::move(settings));
  }
}

double core_seconds(const SearchPlan& plan, const TrainingData& data) {
  double whole = 0;
  for (const NetJob& trial : plan.trials) {
    whole += training_cost(trial.config, data.spec, data.train.rows).seconds;
  }
  whole /= static_cast<double>(plan.trials.size());
  double sum = static_cast<double>(plan.more) * whole;
  for (const Rung& rung : plan.rungs) sum += static_cast<double>(rung.trials) * rung.share * whole;
  return sum;
}

std::string share_text(double share) {
  return share == 1 ? "to the end"
                    : "1/" + std::to_string(std::lround(1 / share)) + " of a training each";
}

}  // namespace

std::string trials_text(size_t count) {
  return std::to_string(count) + (count == 1 ? " trial" : " trials");
}

void check_search(const SearchOptions& options, const TrainConfig& config) {
  if (options.trials == 0) {
    if (options.run_dir.empty()) return;
    throw Error(ErrorKind::kUsage, "--run-dir keeps the trials of a search; give --search N too");
  }
  if (config.device.strategy == "mirrored") {
    throw Error(ErrorKind::kUsage,
                "--search trains a net per process, not one over several devices; leave out "
                "--strategy mirrored");
  }
}

SearchPlan plan_search(const SearchOptions& options, const ResolvedConfig& resolved,
                       const TrainingData& data, const DeviceChoice& device) {
  const TrainConfig& config = resolved.config;
  const int threads = threads_for(static_cast<int>(config.device.threads));
  SearchPlan plan;
  plan.chooses = is_auto(config.model);
  add_trials(plan, static_cast<size_t>(options.trials), resolved, device);
  plan.rungs = rungs(plan.trials.size());
  const size_t kept = plan.chooses ? plan.rungs.back().trials : 1;
  const auto each = static_cast<size_t>(config.seeds * std::max<int64_t>(1, config.folds));
  plan.more = kept * (each - 1);
  plan.at_once =
      std::clamp(jobs_at_once(config, device, threads), 1, static_cast<int>(plan.trials.size()));
  plan.threads = threads;
  plan.seconds = core_seconds(plan, data) / plan.at_once;
  return plan;
}

std::string search_text(const SearchPlan& plan, int64_t rows) {
  std::string text = "search: " + format_count(static_cast<int64_t>(plan.trials.size())) +
                     " trials on " + format_count(rows) + " rows, " + std::to_string(plan.at_once) +
                     " at a time, about " + format_seconds(std::ceil(plan.seconds));
  for (size_t i = 0; i < plan.rungs.size(); ++i) {
    text += "\n  rung " + std::to_string(i + 1) + ": " + trials_text(plan.rungs[i].trials) + ", " +
            share_text(plan.rungs[i].share);
  }
  if (plan.more > 0) text += "\n  then " + std::to_string(plan.more) + " more, for seeds and folds";
  return text;
}

Json search_json(const SearchPlan& plan) {
  Json json{{"trials", Json::array()}, {"rungs", Json::array()},  {"more", plan.more},
            {"at_once", plan.at_once}, {"threads", plan.threads}, {"seconds", plan.seconds}};
  for (size_t i = 0; i < plan.trials.size(); ++i) {
    json["trials"].push_back({{"name", plan.trials[i].name}, {"settings", plan.settings[i]}});
  }
  for (const Rung& rung : plan.rungs) {
    json["rungs"].push_back({{"trials", rung.trials}, {"share", rung.share}});
  }
  return json;
}

}  // namespace mlrun
