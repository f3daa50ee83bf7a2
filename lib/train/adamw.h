#pragma once

#include <vector>

#include "device/update_api.h"
#include "train/optimizer.h"

namespace mlrun {

// In one launch where the device has kernels of mlrun's own and a scope for them lives
// (OwnKernelsScope), clipping included; by LibTorch's fused operator otherwise.
class AdamW final : public Optimizer {
 public:
  AdamW(const Net& net, const OptimizerConfig& config);
  void step(const LearningRate& lr) override;
  void clip_grad_norm(double limit) override;

 private:
  struct Moments {
    std::vector<at::Tensor> first;
    std::vector<at::Tensor> second;
  };
  const UpdateApi* own_kernels() const;
  void step_at_once(const UpdateApi& api, const LearningRate& lr);
  void step_by_groups(const LearningRate& lr);
  UpdateTensors update_tensors() const;

  OptimizerConfig config_;
  std::vector<Moments> moments_;  // one per group
  at::Tensor steps_;              // [] fp32, on the parameters' device
  double clip_norm_ = 0;          // of the coming step, when it clips by itself
};

}  // namespace mlrun
