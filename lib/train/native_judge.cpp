#include "train/native_judge.h"

#include <torch/types.h>

#include <algorithm>

#include "core/team.h"
#include "device/device.h"
#include "device/host_state.h"
#include "predict/native_runtime.h"

namespace mlrun {
namespace {

class NativeJudge final : public JudgeAtOnce {
 public:
  explicit NativeJudge(const JudgeTask& task) : JudgeAtOnce(task), team_(threads()) {}

 protected:
  // The kernels keep weights in an order of their own, so each epoch's are laid out anew.
  std::vector<float> answers() override {
    const Features& rows = task().valid.features;
    const int64_t outputs = task().description.outputs;
    const auto runtime = make_native_runtime(task().description, host_state(task().net));
    std::vector<float> all(static_cast<size_t>(rows.rows * outputs));
    team_.run([&](int member) {
      const int64_t first = rows.rows * member / team_.size();
      const int64_t end = rows.rows * (member + 1) / team_.size();
      runtime->answer(rows, first, end - first, all.data() + first * outputs);
    });
    if (!task().description.classification) {
      for (float& value : all) value = task().target.to_user(value);
    }
    return all;
  }

 private:
  Team team_;
};

}  // namespace

std::unique_ptr<Judge> judge_by_kernels(const JudgeTask& task) {
  if (!make_native_runtime(task.description, host_state(task.net))) return nullptr;
  return std::make_unique<NativeJudge>(task);
}

}  // namespace mlrun
