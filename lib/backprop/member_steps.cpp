#include "backprop/member_steps.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace mlrun {
namespace {

int at_once(size_t members, int threads) { return std::min(static_cast<int>(members), threads); }

// What a member's rows count in the sum of all members' weights.
void set_shares_of(const BatchSource& source, std::vector<BatchRows>& batches) {
  const auto count = static_cast<double>(batches.size());
  for (BatchRows& batch : batches) batch.share = 1 / count;
  if (source.weights == nullptr) return;
  double all = 0;
  for (BatchRows& batch : batches) {
    batch.share = 0;
    for (size_t i = 0; i < batch.places; ++i) batch.share += source.weights[batch.rows[i]];
    all += batch.share;
  }
  for (BatchRows& batch : batches) batch.share /= std::max(all, 1e-30);
}

}  // namespace

MemberSteps::MemberSteps(std::vector<BackpropStepOptions> members, int threads)
    : team_(at_once(members.size(), threads)), losses_(members.size()) {
  constexpr uint64_t kApart = 1'000'003;
  for (size_t i = 0; i < members.size(); ++i) {
    members[i].threads = std::max(1, threads / team_.size());
    members[i].seed += i * kApart;
    steps_.push_back(std::make_unique<BackpropStep>(std::move(members[i])));
  }
}

void MemberSteps::set_shares(double dropout, double decay) {
  for (const auto& step : steps_) step->set_shares(dropout, decay);
}

template <typename Work>
double MemberSteps::sum_over(const BatchSource& source, std::vector<BatchRows>& batches,
                             const Work& work) {
  if (size() == 1) return work(*steps_.front(), batches.front());
  set_shares_of(source, batches);
  team_.run([&](int part) {
    for (auto i = static_cast<size_t>(part); i < size(); i += static_cast<size_t>(team_.size())) {
      losses_[i] = work(*steps_[i], batches[i]);
    }
  });
  return std::accumulate(losses_.begin(), losses_.end(), 0.0);
}

double MemberSteps::run(const BatchSource& source, std::vector<BatchRows> batches, double lr) {
  return sum_over(source, batches, [&](BackpropStep& step, const BatchRows& batch) {
    return step.run(source, batch, lr);
  });
}

double MemberSteps::add_up_gradients(const BatchSource& source, std::vector<BatchRows> batches) {
  return sum_over(source, batches, [&](BackpropStep& step, const BatchRows& batch) {
    return step.add_up_gradients(source, batch);
  });
}

}  // namespace mlrun
