#include "predict/member_choice.h"

#include <algorithm>

namespace mlrun {
namespace {

// The mean of some members, to which members can be added one by one.
class GrowingMean {
 public:
  explicit GrowingMean(const MemberAnswers& answers)
      : answers_(answers), sum_(answers.values.size() / static_cast<size_t>(answers.members)) {}

  void add(int64_t member) {
    ++count_;
    for (size_t i = 0; i < sum_.size(); ++i) sum_[i] += answer(member, i);
  }

  // The mean if this member were one of them.
  std::vector<float> with(int64_t member) const {
    std::vector<float> mean(sum_.size());
    const auto count = static_cast<double>(count_ + 1);
    for (size_t i = 0; i < mean.size(); ++i) {
      mean[i] = static_cast<float>((sum_[i] + answer(member, i)) / count);
    }
    return mean;
  }

 private:
  double answer(int64_t member, size_t at) const {
    const auto outputs = static_cast<size_t>(answers_.outputs);
    const auto members = static_cast<size_t>(answers_.members);
    const size_t row = at / outputs;
    return answers_.values[(row * members + static_cast<size_t>(member)) * outputs + at % outputs];
  }

  const MemberAnswers& answers_;
  std::vector<double> sum_;  // [rows, outputs]
  int64_t count_ = 0;
};

double merit_of(std::vector<float> answers, const MemberAnswers& from, const MemberJudge& judge) {
  if (from.outputs == 1) {
    for (float& answer : answers) answer = judge.target.to_user(answer);
  }
  return merit(judge.metric, {from.outputs, answers, judge.targets, judge.weights});
}

}  // namespace

std::vector<int64_t> choose_members(const MemberAnswers& answers, int64_t count,
                                    const MemberJudge& judge) {
  GrowingMean mean(answers);
  std::vector<int64_t> chosen;
  while (static_cast<int64_t>(chosen.size()) < count) {
    int64_t best = -1;
    double best_merit = 0;
    for (int64_t member = 0; member < answers.members; ++member) {
      if (std::find(chosen.begin(), chosen.end(), member) != chosen.end()) continue;
      const double here = merit_of(mean.with(member), answers, judge);
      if (best >= 0 && here <= best_merit) continue;
      best = member;
      best_merit = here;
    }
    chosen.push_back(best);
    mean.add(best);
  }
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

}  // namespace mlrun
