#pragma once

#include <memory>
#include <string>
#include <vector>

#include "backprop/member_steps.h"
#include "config/train_config.h"
#include "model/net.h"
#include "predict/model_description.h"
#include "predict/stack_shape.h"
#include "train/step_runner.h"
#include "train/training_rows.h"
#include "train/weight_average.h"

namespace mlrun {

// Why a run's steps cannot be planned; empty when they can. On a CPU, one rank.
std::string plan_fault(const ModelDescription& description, const TrainConfig& config);

// Training steps on a CPU written out by hand (lib/backprop) instead of LibTorch's operators and
// autograd: the same mathematics, sums in another order, other draws for dropout. The net's own
// parameters, and their average where one is kept, are up to date after drain().
class PlannedStep final : public StepRunner {
 public:
  // Starts with the net's parameters. Keeps net and data, which lie on the CPU. Requires an empty
  // plan_fault.
  PlannedStep(Net& net, const ModelDescription& description, const TrainConfig& config,
              const TrainingRows& data, int threads);
  // Keeps it: drain() puts the average there too. Requires train.ema > 0.
  void set_average(WeightAverage* average) { average_ = average; }
  at::Tensor run(const StepBatches& batches) override;
  void set_shares(double dropout, double decay) override;
  void drain() override;

  // What the next step would go by: the loss of a batch, [n] or [n, members]; the gradients come in
  // the order of the net's named_parameters. For comparisons with autograd.
  double gradients(const at::Tensor& rows, std::vector<at::Tensor>& gradients);

 private:
  // Where a parameter of the net, or a member's part of one, stands in the steps.
  struct Place {
    ParameterSlot slot;
    bool turned;  // rows are its columns
    size_t at;    // in the net's parameters
    size_t member;
  };
  void take_parameters(size_t member, const std::vector<SlotPath>& paths);
  at::Tensor part(const at::Tensor& whole, const Place& place) const;
  void bring_home(const float* values, const Place& place, const at::Tensor& to) const;
  BatchSource source() const;
  std::vector<BatchRows> batches_of(const at::Tensor& rows, at::Tensor& kept) const;

  Net& net_;
  at::Tensor dense_, codes_, targets_, weights_;  // of the rows, as the step reads them
  std::unique_ptr<MemberSteps> steps_;
  std::vector<Place> places_;
  WeightAverage* average_ = nullptr;
};

}  // namespace mlrun
