#include "plan/halving.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace mlrun {
namespace {

constexpr size_t kKeepOneIn = 3;
constexpr size_t kMostRungs = 3;

}  // namespace

std::vector<Rung> rungs(size_t trials) {
  std::vector<Rung> all{{trials, 1.0}};
  while (all.size() < kMostRungs && all.back().trials >= kKeepOneIn) {
    for (Rung& before : all) before.share /= kKeepOneIn;
    all.push_back({(all.back().trials + kKeepOneIn - 1) / kKeepOneIn, 1.0});
  }
  return all;
}

std::vector<size_t> best_of(const std::vector<double>& scores, size_t count,
                            bool higher_is_better) {
  std::vector<size_t> order(scores.size());
  std::iota(order.begin(), order.end(), size_t{0});
  const auto better = [&](size_t a, size_t b) {
    if (std::isnan(scores[a]) || std::isnan(scores[b])) {
      return std::isnan(scores[b]) && !std::isnan(scores[a]);
    }
    return higher_is_better ? scores[a] > scores[b] : scores[a] < scores[b];
  };
  std::stable_sort(order.begin(), order.end(), better);
  order.resize(std::min(count, order.size()));
  std::sort(order.begin(), order.end());
  return order;
}

}  // namespace mlrun
