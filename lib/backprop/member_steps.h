#pragma once

#include <memory>
#include <vector>

#include "backprop/backprop_step.h"
#include "core/team.h"

namespace mlrun {

// The steps of nets that share a table, a learning rate and a loss but no parameter: members with
// weights of their own. Several are worked on at once, each by some of the threads; one alone by
// all of them.
class MemberSteps {
 public:
  // The members' options, but for their threads; at least one. Each member's masks are its own.
  MemberSteps(std::vector<BackpropStepOptions> members, int threads);
  size_t size() const { return steps_.size(); }
  BackpropStep& member(size_t i) { return *steps_[i]; }

  void set_shares(double dropout, double decay);
  // One step of each on its batch; the mean of their losses (each counts by its rows' weights).
  double run(const BatchSource& source, std::vector<BatchRows> batches, double lr);
  // The first half of it: each member's gradients() become those of that mean.
  double add_up_gradients(const BatchSource& source, std::vector<BatchRows> batches);

 private:
  template <typename Work>
  double sum_over(const BatchSource& source, std::vector<BatchRows>& batches, const Work& work);

  std::vector<std::unique_ptr<BackpropStep>> steps_;
  Team team_;
  std::vector<double> losses_;
};

}  // namespace mlrun
