#pragma once

#include <ATen/core/Tensor.h>

#include <future>
#include <memory>
#include <vector>

#include "features/target.h"
#include "metrics/metric.h"
#include "model/model_factory.h"
#include "train/report.h"

namespace mlrun {

// Judges a net by a metric of the validation rows, epoch by epoch: start, then finish.
class Judge {
 public:
  virtual ~Judge() = default;
  // Takes the net as it is now.
  virtual void start() = 0;
  // The metric of the net last taken.
  virtual double finish() = 0;
  // The parameters and buffers of the net last taken, in the order of tensors_of. Requires finish.
  virtual std::vector<at::Tensor> weights() = 0;
  // Whether training may go on between start and finish.
  virtual bool overlaps() const = 0;
};

// What a judge needs to know.
struct JudgeTask {
  Net& net;
  const ModelDescription& description;
  const TargetTransform& target;
  const LabelledRows& valid;
  Metric& metric;
};

// Judges at once, by whatever answers the validation rows. Keeps the references of the task.
class JudgeAtOnce : public Judge {
 public:
  explicit JudgeAtOnce(const JudgeTask& task) : task_(task) {}
  void start() final;
  double finish() final { return value_; }
  // The net has not moved on since it was judged.
  std::vector<at::Tensor> weights() final;
  bool overlaps() const final { return false; }

 protected:
  // The net's answers to the validation rows, [rows, outputs], in the user's units.
  virtual std::vector<float> answers() = 0;
  const JudgeTask& task() const { return task_; }

 private:
  JudgeTask task_;
  double value_ = 0;
};

// Judges on the device that trains, the rows lying on `rows`: there, or on the host and sent over
// in pieces. Keeps the references of the task.
std::unique_ptr<Judge> judge_on(const JudgeTask& task, const at::Device& rows);
// Judges a clone on the CPU in a thread of its own, with as many threads as training has.
std::unique_ptr<Judge> judge_by_clone(const JudgeTask& task);

// Every parameter, then every buffer, as they stand in the net.
std::vector<at::Tensor> tensors_of(const Net& net);

}  // namespace mlrun
