#include "train/judge.h"

#include <torch/types.h>

#include "device/device.h"
#include "train/answer_rows.h"

namespace mlrun {
namespace {

double score(const JudgeTask& task, const std::vector<float>& answers) {
  task.metric.reset();
  task.metric.add({task.description.outputs, answers, task.valid.targets, task.valid.weights});
  return task.metric.value();
}

class SameDeviceJudge final : public JudgeAtOnce {
 public:
  SameDeviceJudge(const JudgeTask& task, const at::Device& rows)
      : JudgeAtOnce(task),
        rows_(place_features(task.valid.features, task.description.layout, rows)) {}

 protected:
  std::vector<float> answers() override {
    return answer_rows(task().net, rows_, task().description, task().target);
  }

 private:
  NetInput rows_;
};

class CloneJudge final : public Judge {
 public:
  explicit CloneJudge(const JudgeTask& task)
      : task_(task),
        clone_(clone_to(task.net, task.description, at::kCPU)),
        rows_(place_features(task.valid.features, task.description.layout, at::kCPU)),
        threads_(threads()) {}

  void start() override {
    taken_.clear();
    for (const auto& tensor : tensors_of(task_.net)) {
      taken_.push_back(tensor.detach().to(at::kCPU, tensor.scalar_type(), false, true));
    }
    value_ = std::async(std::launch::async, [this] { return judge(); });
  }
  double finish() override { return value_.get(); }
  std::vector<at::Tensor> weights() override { return taken_; }
  bool overlaps() const override { return true; }

 private:
  double judge() {
    set_threads(threads_);  // the number belongs to a thread
    const torch::NoGradGuard no_grad;
    const auto own = tensors_of(*clone_);
    for (size_t i = 0; i < own.size(); ++i) own[i].copy_(taken_[i]);
    return score(task_, answer_rows(*clone_, rows_, task_.description, task_.target));
  }

  JudgeTask task_;
  std::shared_ptr<Net> clone_;
  NetInput rows_;
  int threads_;
  std::vector<at::Tensor> taken_;
  std::future<double> value_;  // last: its thread uses all of the above
};

}  // namespace

void JudgeAtOnce::start() { value_ = score(task_, answers()); }

std::vector<at::Tensor> JudgeAtOnce::weights() {
  std::vector<at::Tensor> copies;
  for (const auto& tensor : tensors_of(task_.net)) copies.push_back(tensor.detach().clone());
  return copies;
}

std::vector<at::Tensor> tensors_of(const Net& net) {
  std::vector<at::Tensor> all = net.parameters();
  for (const auto& buffer : net.buffers()) all.push_back(buffer);
  return all;
}

std::unique_ptr<Judge> judge_on(const JudgeTask& task, const at::Device& rows) {
  return std::make_unique<SameDeviceJudge>(task, rows);
}

std::unique_ptr<Judge> judge_by_clone(const JudgeTask& task) {
  return std::make_unique<CloneJudge>(task);
}

}  // namespace mlrun
