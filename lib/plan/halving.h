#pragma once

#include <cstddef>
#include <vector>

namespace mlrun {

// Successive halving (Jamieson and Talwalkar 2016) as in Li et al. 2018 (Hyperband, section 3): all
// trials begin with a small share of the epochs; the better third of each rung goes on with three
// times as many, so that every rung costs about the same.
struct Rung {
  size_t trials = 0;
  double share = 1;  // of the epochs that a whole training takes
};

// Three rungs from 9 trials on, two from 3, else one; the last is whole trainings. Requires
// trials >= 1.
std::vector<Rung> rungs(size_t trials);

// The `count` best by score, in the order in which they stood; equal scores: the earlier. A NaN is
// worse than any number.
std::vector<size_t> best_of(const std::vector<double>& scores, size_t count, bool higher_is_better);

}  // namespace mlrun
