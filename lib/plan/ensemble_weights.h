#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "metrics/metric.h"

namespace mlrun {

// Answers of several nets to the same rows, and the rows' truths.
struct JudgedAnswers {
  int64_t outputs = 1;
  std::vector<std::span<const float>> nets;  // each [rows, outputs], in the user's units
  std::span<const float> targets;            // [rows]
  std::span<const float> weights;            // [rows], or empty: all 1
};

// The weighted mean of the nets' answers, value by value. Requires a weight per net, at least one.
std::vector<float> weighted_mean(const std::vector<std::span<const float>>& nets,
                                 const std::vector<double>& weights);

// The metric of the weighted mean of the nets' answers. Requires a weight per net, their sum 1.
double score_of_mean(const JudgedAnswers& answers, const std::vector<double>& weights,
                     Metric& metric);

// Weights by greedy selection with replacement: starting from none, the net that makes the mean
// best is added, `rounds` times; a net's weight is its share of the additions, and of all rounds
// the best is kept (Caruana, Niculescu-Mizil, Crew and Ksikes 2004, section 2). Ties go to the net
// that stands first. Some weights may be 0; their sum is 1. Requires nets and rows.
std::vector<double> greedy_weights(const JudgedAnswers& answers, Metric& metric, int rounds = 25);

// Drawn towards equal weights where few rows judge, since the best of a few is the luckiest of
// them: rows / (rows + 1000) of the greedy weights, the rest in equal parts to the nets that are
// not clearly worse than the best: an error (of a share, 1 less it) above 1.15 + 2 / sqrt(rows) of
// its. Equal weights where the metric has no value for any net.
std::vector<double> cautious_weights(const JudgedAnswers& answers, Metric& metric);

}  // namespace mlrun
