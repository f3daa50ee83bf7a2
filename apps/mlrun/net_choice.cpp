#include "mlrun/net_choice.h"

#include <algorithm>
#include <cstdio>

#include "features/target.h"
#include "mlrun/train_lines.h"
#include "plan/ensemble_weights.h"

namespace mlrun {
namespace {

// A net of every fold, or one net: what gets a weight together.
struct Candidate {
  std::vector<size_t> nets;
  std::vector<float> answers;  // to the rows that judge all candidates
};

// Nets of the folds of one plan entry stand side by side.
std::vector<Candidate> candidates_of(const std::vector<TrainedNet>& nets, const Workshop& shop) {
  std::vector<Candidate> candidates;
  for (size_t i = 0; i < nets.size(); ++i) {
    const TrainedNet& net = nets[i];
    if (net.job.fold.value_or(0) == 0) candidates.emplace_back();
    Candidate& candidate = candidates.back();
    candidate.nets.push_back(i);
    if (!net.job.fold) {
      candidate.answers = net.answers;
      continue;
    }
    const auto outputs = static_cast<size_t>(net.outputs);
    candidate.answers.resize(static_cast<size_t>(shop.data.train.rows) * outputs);
    const Fold& fold = shop.folds.at(*net.job.fold);
    for (size_t row = 0; row < fold.size(); ++row) {
      std::copy_n(net.answers.begin() + static_cast<int64_t>(row * outputs), outputs,
                  candidate.answers.begin() + fold[row] * static_cast<int64_t>(outputs));
    }
  }
  return candidates;
}

// A net that hardly counts costs as much to answer as any other. Of many nets each counts little.
void drop_the_smallest(std::vector<double>& weights) {
  const double too_small = std::min(0.02, 0.5 / static_cast<double>(weights.size()));
  double sum = 0;
  for (double& weight : weights) {
    if (weight < too_small) weight = 0;
    sum += weight;
  }
  for (double& weight : weights) weight /= sum;
}

std::vector<std::string> verdict(const std::vector<Candidate>& candidates,
                                 const std::vector<TrainedNet>& nets, const JudgedAnswers& judged,
                                 const std::vector<double>& weights, Metric& metric) {
  std::vector<std::string> remarks;
  size_t best = 0;
  double best_score = 0;
  for (size_t i = 0; i < candidates.size(); ++i) {
    std::vector<double> alone(candidates.size(), 0.0);
    alone[i] = 1;
    const double score = score_of_mean(judged, alone, metric);
    const bool better = metric.higher_is_better() ? score > best_score : score < best_score;
    if (i == 0 || better) {
      best = i;
      best_score = score;
    }
    char share[16];
    std::snprintf(share, sizeof share, "%.0f %%", 100 * weights[i]);
    remarks.push_back(nets[candidates[i].nets.front()].job.name + ": " + metric.name() + " " +
                      short_number(score) + ", weight " + share);
  }
  const std::string together = short_number(score_of_mean(judged, weights, metric));
  const std::string& name = nets[candidates[best].nets.front()].job.name;
  const auto kept = std::count_if(weights.begin(), weights.end(), [](double w) { return w > 0; });
  remarks.push_back(kept > 1 ? "best alone: " + name + " with " + short_number(best_score) +
                                   "; their weighted mean has " + together + " and is the model"
                             : name + " alone is the model");
  return remarks;
}

std::vector<std::span<const float>> answers_of(const std::vector<Candidate>& candidates) {
  std::vector<std::span<const float>> answers;
  for (const Candidate& candidate : candidates) answers.emplace_back(candidate.answers);
  return answers;
}

// The weights, and why.
std::vector<double> weigh(const std::vector<Candidate>& candidates,
                          const std::vector<TrainedNet>& nets, const Workshop& shop,
                          std::vector<std::string>& remarks) {
  const Table& judge = shop.folds.empty() ? shop.data.valid : shop.data.train;
  const auto targets = targets_of(judge);
  const auto row_weights = weights_of(judge);
  const JudgedAnswers judged{nets.front().outputs, answers_of(candidates), targets, row_weights};
  const auto metric =
      make_metric(nets.front().report.metric, shop.data.spec.task, nets.front().outputs);
  auto weights = cautious_weights(judged, *metric);
  drop_the_smallest(weights);
  remarks = verdict(candidates, nets, judged, weights, *metric);
  return weights;
}

}  // namespace

NetChoice choose_nets(const std::vector<TrainedNet>& nets, const Workshop& shop, bool chooses) {
  const auto candidates = candidates_of(nets, shop);
  NetChoice choice;
  std::vector<double> weights(candidates.size(), 1.0 / static_cast<double>(candidates.size()));
  if (chooses && candidates.size() > 1) weights = weigh(candidates, nets, shop, choice.remarks);
  choice.weights.resize(nets.size());
  for (size_t c = 0; c < candidates.size(); ++c) {
    for (const size_t net : candidates[c].nets) {
      choice.weights[net] = weights[c] / static_cast<double>(candidates[c].nets.size());
    }
  }
  if (!shop.folds.empty()) choice.out_of_fold = weighted_mean(answers_of(candidates), weights);
  return choice;
}

}  // namespace mlrun
