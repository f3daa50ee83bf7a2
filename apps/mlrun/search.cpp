#include "mlrun/search.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "config/field_names.h"
#include "core/log.h"
#include "core/text.h"
#include "core/version.h"
#include "metrics/metric.h"
#include "mlrun/train_lines.h"
#include "mlrun/trial_store.h"
#include "plan/cost.h"

namespace mlrun {
namespace {

// What must be alike for a search to go on with an earlier one's trials: not time, threads, jobs.
Json identity_of(const SearchOptions& options, const ResolvedConfig& resolved,
                 const TrainingData& data) {
  Json configuration = resolved.json;
  for (const char* free : {"time_limit", "jobs"}) configuration.erase(free);
  configuration["device"].erase("threads");
  return {{"program", {{"mlrun", version()}}},
          {"trials", options.trials},
          {"data", data.fingerprints},
          {"columns", to_json(data.spec)},
          {"settings", configuration}};
}

// A whole training's, or of a share of it at least one.
int64_t epochs_of(const NetJob& job, double share, const TrainingData& data) {
  if (share == 1) return job.config.train.epochs;
  const double whole = training_cost(job.config, data.spec, data.train.rows).epochs;
  return std::max<int64_t>(1, std::lround(whole * share));
}

// `to train it alone, add --model tabm -s model.width=416`, quoted for a shell where needed.
std::string how_to_train(const Json& recipe) {
  if (recipe.empty()) return "it is the configuration as it stands";
  std::string text;
  for (const std::string& path : field_paths(recipe)) {
    const Json& value = field_at(recipe, path);
    const std::string word = value.is_string() ? value.get<std::string>() : value.dump();
    if (path == "model.type") {
      text = " --model " + word + text;
    } else {
      const char* quote = value.is_array() ? "'" : "";
      text += std::string(" -s ") + quote + path + "=" + word + quote;
    }
  }
  return "to train it alone, add" + text;
}

class Search {
 public:
  Search(const SearchOptions& options, const SearchPlan& plan, const ResolvedConfig& resolved,
         Workshop& shop, const TimeBudget& budget)
      : plan_(plan), resolved_(resolved), shop_(shop), budget_(budget) {
    if (!options.run_dir.empty()) {
      store_ = TrialStore(options.run_dir, identity_of(options, resolved, shop.data));
    }
    nets_.resize(plan.trials.size());
  }

  SearchOutcome run() {
    if (store_.results() > 0) {
      log::info("search: goes on with " + std::to_string(store_.results()) + " results of before");
    }
    std::vector<size_t> trials(plan_.trials.size());
    std::iota(trials.begin(), trials.end(), size_t{0});
    for (size_t rung = 0; rung < plan_.rungs.size(); ++rung) {
      train_rung(trials, rung);
      const bool last = rung + 1 == plan_.rungs.size();
      if (last) check_some(trials, rung);
      trials = kept(trials, rung, last ? trials.size() : plan_.rungs[rung + 1].trials);
    }
    const size_t best = kept(trials, plan_.rungs.size() - 1, 1).front();
    return outcome_of(plan_.chooses ? trials : std::vector<size_t>{best}, best);
  }

 private:
  bool is_last(size_t rung) const { return rung + 1 == plan_.rungs.size(); }

  NetJob job_of(size_t trial, size_t rung) const {
    NetJob job = plan_.trials[trial];
    job.config.train.epochs = epochs_of(job, plan_.rungs[rung].share, shop_.data);
    return job;
  }

  // Those that no earlier run has trained, all at once.
  void train_rung(const std::vector<size_t>& trials, size_t rung) {
    std::vector<size_t> left;
    for (const size_t trial : trials) {
      if (!taken_over(trial, rung)) left.push_back(trial);
    }
    if (left.empty()) return;
    log::info("search: rung " + std::to_string(rung + 1) + " of " +
              std::to_string(plan_.rungs.size()) + ", " + trials_text(left.size()));
    std::vector<NetJob> jobs;
    for (const size_t trial : left) jobs.push_back(job_of(trial, rung));
    // By all trials of the rung: the same whether or not some were trained before.
    share_threads(trials.size());
    shop_.answers = is_last(rung) && (plan_.chooses || !shop_.folds.empty());
    const auto trained = [&](size_t net, const TrainedNet& result) {
      take(left[net], rung, result);
    };
    train(jobs, seconds_for(rung), trained);
  }

  std::vector<TrainedNet> train(const std::vector<NetJob>& jobs, double seconds,
                                const std::function<void(size_t, const TrainedNet&)>& trained) {
    TrainLines lines(jobs);
    NetEars ears = lines.ears();
    ears.trained = [&, show = ears.trained](size_t net, const TrainedNet& result) {
      show(net, result);
      if (trained) trained(net, result);
    };
    const int cores = shop_.threads * plan_.at_once;
    auto nets = train_nets(
        jobs, shop_, plan_.at_once, ears,
        share_time(training_time(seconds, jobs, shop_, cores, {}), jobs.size(), plan_.at_once));
    lines.finish();
    return nets;
  }

  void share_threads(size_t jobs) {
    const auto nets = std::clamp(static_cast<int>(jobs), 1, plan_.at_once);
    shop_.threads = std::max(1, plan_.threads / nets);
  }

  // Of what a time limit leaves, by what each rung would take of a search without one.
  double seconds_for(size_t rung) const {
    if (!budget_.limited()) return 0;
    double mine = static_cast<double>(plan_.more);
    double all = mine;
    for (size_t i = rung; i < plan_.rungs.size(); ++i) {
      const double size = static_cast<double>(plan_.rungs[i].trials) * plan_.rungs[i].share;
      if (i == rung) mine = size;
      all += size;
    }
    return budget_.left() * mine / all;
  }

  bool taken_over(size_t trial, size_t rung) {
    const auto before = store_.result(trial, rung);
    if (!before) return false;
    if (!is_last(rung) || !before->failure.empty()) return true;
    auto net = store_.net(job_of(trial, rung), trial, shop_.data.spec);
    if (!net) return false;
    nets_[trial] = std::move(*net);
    return true;
  }

  void take(size_t trial, size_t rung, const TrainedNet& net) {
    const TrainReport& report = net.report;
    if (is_last(rung) && net.failure.empty()) {
      nets_[trial] = net;
      store_.keep_net(trial, net);
    }
    store_.add({trial, rung, net.job.name, report.epochs, report.metric, report.best,
                report.seconds, net.failure, plan_.settings[trial]});
  }

  std::vector<double> scores_of(const std::vector<size_t>& trials, size_t rung) const {
    std::vector<double> scores;
    for (const size_t trial : trials) scores.push_back(store_.result(trial, rung)->score);
    return scores;
  }

  std::string metric_of(const std::vector<size_t>& trials, size_t rung) const {
    for (const size_t trial : trials) {
      const auto result = store_.result(trial, rung);
      if (result->failure.empty()) return result->metric;
    }
    return {};
  }

  void check_some(const std::vector<size_t>& trials, size_t rung) const {
    if (!metric_of(trials, rung).empty()) return;
    throw Error(ErrorKind::kResult, "no trial of the search gave a net; the first: " +
                                        store_.result(trials.front(), rung)->failure);
  }

  // The best of a rung that gave a net, or the first where none did.
  std::vector<size_t> kept(const std::vector<size_t>& trials, size_t rung, size_t count) const {
    const std::string metric = metric_of(trials, rung);
    const bool up = !metric.empty() && higher_is_better(metric);
    std::vector<size_t> best;
    for (const size_t i : best_of(scores_of(trials, rung), count, up)) {
      const bool failed = !store_.result(trials[i], rung)->failure.empty();
      if (!failed || metric.empty()) best.push_back(trials[i]);
    }
    return best;
  }

  // Seeds and folds of the trials that become the model; the first of each is trained already.
  std::vector<TrainedNet> with_seeds_and_folds(const std::vector<size_t>& trials) {
    std::vector<NetJob> more;
    for (const size_t trial : trials) {
      for (NetJob& job : jobs_after(trial)) more.push_back(std::move(job));
    }
    shop_.answers = plan_.chooses || !shop_.folds.empty();
    std::vector<TrainedNet> trained;
    share_threads(more.size());
    if (!more.empty()) trained = train(more, budget_.limited() ? budget_.left() : 0, nullptr);
    std::vector<TrainedNet> nets;
    auto next = trained.begin();
    for (const size_t trial : trials) {
      nets.push_back(std::move(nets_[trial]));
      for (size_t i = 0; i < jobs_after(trial).size(); ++i) nets.push_back(std::move(*next++));
    }
    return nets;
  }

  std::vector<NetJob> jobs_after(size_t trial) const {
    const int64_t folds = std::max<int64_t>(1, resolved_.config.folds);
    std::vector<NetJob> jobs;
    for (int64_t i = 1; i < resolved_.config.seeds * folds; ++i) {
      NetJob job = plan_.trials[trial];
      job.may_fail = false;
      job.config.seed += i / folds;
      if (folds > 1) job.fold = static_cast<size_t>(i % folds);
      jobs.push_back(std::move(job));
    }
    return jobs;
  }

  SearchOutcome outcome_of(const std::vector<size_t>& trials, size_t best) {
    const TrialResult result = *store_.result(best, plan_.rungs.size() - 1);
    const NetJob& job = plan_.trials[best];
    store_.keep_best(to_json(job.config));
    SearchOutcome outcome;
    outcome.summary = {{"trials", plan_.trials.size()},
                       {"failed", failures()},
                       {"best",
                        {{"trial", best + 1},
                         {"metric", result.metric},
                         {"score", result.score},
                         {"configuration", to_json(job.config)}}}};
    outcome.remarks = {"best: " + result.name + ", valid " + result.metric + " " +
                           short_number(result.score) + " of " + trials_text(plan_.trials.size()),
                       how_to_train(job.recipe)};
    outcome.nets = with_seeds_and_folds(trials);
    return outcome;
  }

  size_t failures() const {
    size_t count = 0;
    for (size_t trial = 0; trial < plan_.trials.size(); ++trial) {
      for (size_t rung = 0; rung < plan_.rungs.size(); ++rung) {
        const auto result = store_.result(trial, rung);
        if (result && !result->failure.empty()) ++count;
      }
    }
    return count;
  }

  const SearchPlan& plan_;
  const ResolvedConfig& resolved_;
  Workshop& shop_;
  const TimeBudget& budget_;
  TrialStore store_;
  std::vector<TrainedNet> nets_;  // of the last rung, by trial
};

}  // namespace

SearchOutcome search_nets(const SearchOptions& options, const SearchPlan& plan,
                          const ResolvedConfig& resolved, Workshop& shop,
                          const TimeBudget& budget) {
  return Search(options, plan, resolved, shop, budget).run();
}

}  // namespace mlrun
