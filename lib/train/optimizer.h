#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <vector>

#include "config/train_config.h"
#include "model/net.h"

namespace mlrun {

// The learning rate of a step: a number, or (when defined) a float32 scalar on the parameters' own
// device, for steps that are recorded now and carried out later.
struct LearningRate {
  double value = 0;
  at::Tensor on_device;
};

// Updates parameters in place from their gradients, over LibTorch's fused operators: one call per
// group, whatever the number of tensors.
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  // One step with this learning rate. Requires gradients on every parameter.
  virtual void step(const LearningRate& lr) = 0;
  // Forgets the gradients, so that the next backward pass writes fresh ones.
  void zero_grad();
  // Scales all gradients so that their joint norm is at most `limit`, without reading it on the
  // host: g * min(1, limit / (norm + 1e-6)). The step that follows may do it.
  virtual void clip_grad_norm(double limit);
  // The share of its weight decay that the coming steps use, for decay that falls over a run. Once
  // set it is read on the device, so that steps may have been recorded.
  void set_decay_share(double share);
  const std::vector<at::Tensor>& parameters() const { return all_; }
  // Those of every parameter, in that order.
  std::vector<at::Tensor> all_gradients() const { return gradients(all_); }
  // Gives every parameter without a gradient one of zeros.
  void zero_gradients();

 protected:
  // Parameters that share a rule.
  struct Group {
    std::vector<at::Tensor> parameters;
    ParameterRule rule;
    double weight_decay = 0;  // by the rule
  };
  Optimizer(const Net& net, double weight_decay);
  static std::vector<at::Tensor> gradients(const std::vector<at::Tensor>& parameters);

  // The run's learning rate by the group's rule.
  static LearningRate rate_of(const Group& group, const LearningRate& lr);
  // Takes the decay off a group's parameters when its share was set; true when it did. The rate is
  // the group's.
  bool decay_by_share(const Group& group, const LearningRate& rate);
  const at::Tensor& decay_share() const { return decay_share_; }

  std::vector<Group> groups_;
  std::vector<at::Tensor> all_;

 private:
  at::Tensor decay_share_;  // [] on the device; undefined: all of it, always
};

// AdamW (Loshchilov and Hutter 2019, algorithm 2): decoupled weight decay, bias-corrected moments.
// SGD with momentum; its weight decay is decoupled as well.
std::unique_ptr<Optimizer> make_optimizer(const Net& net, const OptimizerConfig& config);

}  // namespace mlrun
