#pragma once

#include <memory>
#include <string>

#include "checkpoint/state_dict.h"
#include "model/graph_forward.h"
#include "model/model_factory.h"
#include "predict/runtime.h"

namespace mlrun {

// A Runtime over LibTorch, on any device: the net is built afresh here and given the file's state.
class TorchRuntime final : public Runtime {
 public:
  // Throws Error(kModel) listing all tensors that do not fit, Error(kDevice) for a precision or a
  // graph that the device does not have.
  TorchRuntime(const ModelDescription& description, const StateDict& state,
               const at::Device& device, const RuntimeOptions& options = {});
  std::string description() const override;
  std::string device() const override { return device_.str(); }
  // On a CPU, step by step: what a call changes is its own then, and LibTorch's modes are a
  // thread's.
  bool concurrent() const override { return device_.is_cpu() && graph_ == nullptr; }
  // Throws Error(kDevice) when the device fails or its memory does not suffice.
  std::vector<float> answer(const Features& rows) const override;

 private:
  std::vector<float> answer_here(const Features& rows) const;

  ModelDescription description_;
  at::Device device_;
  std::string precision_;
  std::shared_ptr<Net> net_;
  std::unique_ptr<GraphForward> graph_;  // null: step by step
};

// What a net in evaluation mode answers to rows on its device: probabilities, or the standardised
// target; of members the mean of theirs. [n, outputs] on the device.
at::Tensor net_answers(Net& net, const NetInput& rows, bool classification);

}  // namespace mlrun
