#include "plan/ensemble_weights.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mlrun {
namespace {

// The nets added so far and how good their mean is.
class Selection {
 public:
  Selection(const JudgedAnswers& answers, Metric& metric)
      : answers_(answers),
        metric_(metric),
        sums_(answers.nets.front().size(), 0.0),
        mean_(sums_.size()),
        counts_(answers.nets.size(), 0) {}

  // Adds the best next net; how good the mean is then.
  double add_best() {
    size_t best = 0;
    double best_value = -std::numeric_limits<double>::infinity();
    for (size_t net = 0; net < counts_.size(); ++net) {
      const double value = value_with(net);
      if (net == 0 || value > best_value) {
        best = net;
        best_value = value;
      }
    }
    for (size_t i = 0; i < sums_.size(); ++i) sums_[i] += answers_.nets[best][i];
    ++counts_[best];
    ++added_;
    return best_value;
  }

  std::vector<double> weights() const {
    std::vector<double> weights;
    for (const int count : counts_) weights.push_back(static_cast<double>(count) / added_);
    return weights;
  }

 private:
  double value_with(size_t net) {
    const std::span<const float> more = answers_.nets[net];
    const double share = 1.0 / (added_ + 1);
    for (size_t i = 0; i < mean_.size(); ++i) {
      mean_[i] = static_cast<float>((sums_[i] + more[i]) * share);
    }
    return merit(metric_, {answers_.outputs, mean_, answers_.targets, answers_.weights});
  }

  const JudgedAnswers& answers_;
  Metric& metric_;
  std::vector<double> sums_;
  std::vector<float> mean_;
  std::vector<int> counts_;
  int added_ = 0;
};

}  // namespace

std::vector<float> weighted_mean(const std::vector<std::span<const float>>& nets,
                                 const std::vector<double>& weights) {
  std::vector<double> sums(nets.front().size(), 0.0);
  for (size_t net = 0; net < nets.size(); ++net) {
    if (weights[net] == 0) continue;  // whatever it says, NaN too
    for (size_t i = 0; i < sums.size(); ++i) sums[i] += weights[net] * nets[net][i];
  }
  return {sums.begin(), sums.end()};
}

double score_of_mean(const JudgedAnswers& answers, const std::vector<double>& weights,
                     Metric& metric) {
  const std::vector<float> mean = weighted_mean(answers.nets, weights);
  metric.reset();
  metric.add({answers.outputs, mean, answers.targets, answers.weights});
  return metric.value();
}

std::vector<double> greedy_weights(const JudgedAnswers& answers, Metric& metric, int rounds) {
  Selection selection(answers, metric);
  std::vector<double> best;
  double best_value = 0;
  for (int round = 0; round < rounds; ++round) {
    const double value = selection.add_best();
    if (round > 0 && value <= best_value) continue;
    best = selection.weights();
    best_value = value;
  }
  return best;
}

namespace {

// Which nets few rows might take for worse than they are. A metric that is best when high is 1 at
// most.
std::vector<bool> contenders(const JudgedAnswers& answers, Metric& metric) {
  std::vector<double> errors;
  double least = std::numeric_limits<double>::infinity();
  for (size_t net = 0; net < answers.nets.size(); ++net) {
    std::vector<double> alone(answers.nets.size(), 0.0);
    alone[net] = 1;
    const double score = score_of_mean(answers, alone, metric);
    errors.push_back(metric.higher_is_better() ? 1 - score : score);
    if (errors.back() < least) least = errors.back();  // NaN is not
  }
  const double chance = 1.15 + 2 / std::sqrt(static_cast<double>(answers.targets.size()));
  std::vector<bool> chosen;
  for (const double error : errors) chosen.push_back(error <= chance * least);
  return chosen;
}

}  // namespace

std::vector<double> cautious_weights(const JudgedAnswers& answers, Metric& metric) {
  constexpr double kRowsForHalf = 1000;
  std::vector<double> weights = greedy_weights(answers, metric);
  const auto rows = static_cast<double>(answers.targets.size());
  const double trust = rows / (rows + kRowsForHalf);
  const std::vector<bool> contend = contenders(answers, metric);
  const auto count = static_cast<double>(std::count(contend.begin(), contend.end(), true));
  if (count == 0)
    return std::vector<double>(weights.size(), 1 / static_cast<double>(weights.size()));
  for (size_t net = 0; net < weights.size(); ++net) {
    weights[net] = trust * weights[net] + (contend[net] ? (1 - trust) / count : 0);
  }
  return weights;
}

}  // namespace mlrun
