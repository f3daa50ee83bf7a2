#include "mlrun/train_plan.h"

#include <algorithm>
#include <cmath>

#include "core/host.h"
#include "core/text.h"
#include "features/target.h"
#include "features/target_skew.h"
#include "mlrun/common_options.h"
#include "plan/cost.h"
#include "plan/plan.h"

namespace mlrun {
namespace {

// A job for each fold, or the one.
void add_job(const NetJob& job, int64_t folds, std::vector<NetJob>& jobs) {
  if (folds < 2) return jobs.push_back(job);
  for (int64_t fold = 0; fold < folds; ++fold) {
    jobs.push_back(job);
    jobs.back().fold = static_cast<size_t>(fold);
  }
}

void share_threads(TrainPlan& plan, int threads) {
  plan.at_once = std::min(plan.at_once, std::max(1, static_cast<int>(plan.jobs.size())));
  plan.threads = std::max(1, threads / plan.at_once);
}

// Where nobody has said what the net is to answer or by which loss.
bool may_take_logarithm(const Json& given, const TrainingData& data) {
  const auto says = [&given](const char* section, const char* key) {
    return given.contains(section) && given.at(section).contains(key);
  };
  if (data.spec.task != Task::kRegression || says("features", "target") || says("train", "loss")) {
    return false;
  }
  return log1p_may_help(targets_of(data.train), weights_of(data.train));
}

TrainPlan plan_auto(const ResolvedConfig& resolved, const TrainingData& data,
                    const DeviceChoice& device, const TimeLeft& left, int threads) {
  const TrainConfig& config = resolved.config;
  const auto resolve = [&resolved](const Json& recipe) {
    return resolve_recipe(resolved, recipe).config;
  };
  PlanRequest request;
  request.effort = std::get<AutoOptions>(config.model).effort;
  request.accelerator = !device.is_cpu();
  request.log1p = may_take_logarithm(resolved.json, data);
  request.folds = config.folds;
  request.seconds = left.seconds;
  request.jobs = jobs_at_once(config, device, threads);
  request.pace = left.pace;
  request.trained = left.trained;
  const Plan chosen = make_plan(request, data.spec, data.train.rows, resolve);
  TrainPlan plan;
  plan.at_once = request.jobs;
  plan.chooses = true;
  plan.seconds = chosen.seconds;
  plan.bytes = chosen.bytes;
  for (const PlannedNet& net : chosen.nets) {
    const Json& recipe = net.recipe.config;
    NetJob job{net.name, net.recipe.name, resolve(recipe), recipe, std::nullopt};
    job.config.seed += net.seed;
    add_job(job, config.folds, plan.jobs);
  }
  return plan;
}

TrainPlan plan_named(const TrainConfig& config, const TrainingData& data,
                     const DeviceChoice& device, int threads) {
  TrainPlan plan;
  plan.at_once = jobs_at_once(config, device, threads);
  const std::string type = type_name(config.model);
  for (int64_t i = 0; i < config.seeds; ++i) {
    NetJob job{i == 0 ? type : type + " " + std::to_string(i + 1), type, config, Json(),
               std::nullopt};
    job.config.seed += i;
    add_job(job, config.folds, plan.jobs);
  }
  const TrainingCost cost = training_cost(config, data.spec, data.train.rows);
  const auto waves = std::ceil(static_cast<double>(plan.jobs.size()) / plan.at_once);
  plan.seconds = cost.seconds * waves;
  plan.bytes = cost.bytes * std::min<double>(plan.at_once, static_cast<double>(plan.jobs.size()));
  return plan;
}

std::string about_seconds(double seconds) {
  return seconds < 1 ? "a second" : format_seconds(std::ceil(seconds));
}

}  // namespace

int jobs_at_once(const TrainConfig& config, const DeviceChoice& device, int threads) {
  if (!device.is_cpu() || config.device.strategy == "mirrored") return 1;
  return config.jobs > 0 ? static_cast<int>(config.jobs) : threads;
}

TrainPlan plan_nets(const ResolvedConfig& resolved, const TrainingData& data,
                    const DeviceChoice& device, const TimeLeft& left) {
  const TrainConfig& config = resolved.config;
  const int threads = threads_for(static_cast<int>(config.device.threads));
  TrainPlan plan = is_auto(config.model) ? plan_auto(resolved, data, device, left, threads)
                                         : plan_named(config, data, device, threads);
  share_threads(plan, threads);
  return plan;
}

std::string plan_text(const TrainPlan& plan, const TrainingData& data) {
  std::string text = "plan: " + format_count(static_cast<int64_t>(plan.jobs.size())) +
                     (plan.jobs.size() == 1 ? " net on " : " nets on ") +
                     format_count(data.train.rows) + " rows, " + std::to_string(plan.at_once) +
                     " at a time, about " + about_seconds(plan.seconds) + " and " +
                     format_bytes(static_cast<uint64_t>(plan.bytes));
  for (const NetJob& job : plan.jobs) {
    if (job.fold.value_or(0) > 0) continue;
    text += "\n  " + job.name + ": at most " + std::to_string(job.config.train.epochs) +
            " epochs, batches of " +
            std::to_string(settled_batch_size(job.config, data.train.rows));
  }
  return text;
}

Json plan_json(const TrainPlan& plan) {
  Json json{{"at_once", plan.at_once},
            {"threads", plan.threads},
            {"seconds", plan.seconds},
            {"bytes", plan.bytes},
            {"nets", Json::array()}};
  for (const NetJob& job : plan.jobs) {
    Json net{{"name", job.name}, {"seed", job.config.seed}};
    if (job.fold) net["fold"] = *job.fold;
    net["model"] = to_json(job.config.model);
    net["train"] = to_json(job.config).at("train");
    json["nets"].push_back(net);
  }
  return json;
}

}  // namespace mlrun
