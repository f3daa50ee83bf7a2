#pragma once

#include <cstdint>
#include <vector>

#include "features/target.h"
#include "metrics/metric.h"

namespace mlrun {

// What each member of a net answers by itself, as the net does for all: probabilities, or the
// standardised target.
struct MemberAnswers {
  int64_t members = 1;
  int64_t outputs = 1;
  std::vector<float> values;  // [rows, members, outputs]
};

// What the members are judged by: labelled rows in the user's units.
struct MemberJudge {
  Metric& metric;
  const TargetTransform& target;
  const std::vector<float>& targets;
  const std::vector<float>& weights;  // empty: all 1
};

// Greedy forward choice without replacement (Caruana et al. 2004): first the member whose answers
// score best, then each time the one with which the mean of those chosen scores best; of equals
// the first. The chosen members, ascending. Requires 1 <= count <= members.
std::vector<int64_t> choose_members(const MemberAnswers& answers, int64_t count,
                                    const MemberJudge& judge);

}  // namespace mlrun
