#include "train/native_judge.h"

#include <torch/types.h>

#include <algorithm>

#include "core/team.h"
#include "device/device.h"
#include "device/host_state.h"
#include "predict/native_runtime.h"

namespace mlrun {
namespace {

class NativeJudge final : public Judge {
 public:
  explicit NativeJudge(const JudgeTask& task)
      : task_(task),
        team_(threads()),
        answers_(static_cast<size_t>(task.valid.features.rows * task.description.outputs)) {}

  // The kernels keep weights in an order of their own, so each epoch's are laid out anew.
  void start() override {
    const auto runtime = make_native_runtime(task_.description, host_state(task_.net));
    team_.run([&](int member) { answer(*runtime, member); });
    if (!task_.description.classification) {
      for (float& value : answers_) value = task_.target.to_user(value);
    }
    task_.metric.reset();
    task_.metric.add(
        {task_.description.outputs, answers_, task_.valid.targets, task_.valid.weights});
    value_ = task_.metric.value();
  }

  double finish() override { return value_; }
  bool overlaps() const override { return false; }

  // The net has not moved on since it was judged.
  std::vector<at::Tensor> weights() override {
    std::vector<at::Tensor> copies;
    for (const auto& tensor : tensors_of(task_.net)) copies.push_back(tensor.detach().clone());
    return copies;
  }

 private:
  void answer(const NativeRuntime& runtime, int member) {
    const Features& rows = task_.valid.features;
    const int64_t first = rows.rows * member / team_.size();
    const int64_t end = rows.rows * (member + 1) / team_.size();
    runtime.answer(rows, first, end - first, answers_.data() + first * task_.description.outputs);
  }

  JudgeTask task_;
  Team team_;
  std::vector<float> answers_;  // [rows, outputs]
  double value_ = 0;
};

}  // namespace

std::unique_ptr<Judge> judge_by_kernels(const JudgeTask& task) {
  if (!make_native_runtime(task.description, host_state(task.net))) return nullptr;
  return std::make_unique<NativeJudge>(task);
}

}  // namespace mlrun
