#include "train/run_steps.h"

#include <utility>

#include "core/log.h"

namespace mlrun {
namespace {

bool takes_graph(const DeviceConfig& config, const at::Device& device, bool mirrored) {
  if (config.compile == "plan") return false;
  if (config.compile != "auto") return config.compile == "graph";
  if (mirrored) return false;
  const std::string fault = graph_fault(device);
  if (fault.empty()) return true;
  if (config.steps_per_launch > 1) {
    log::warn("device.steps_per_launch " + std::to_string(config.steps_per_launch) +
              ": no graph, the steps run one by one: " + fault);
  } else if (!device.is_cpu()) {
    log::info("no graph, the steps run one by one: " + fault);
  }
  return false;
}

}  // namespace

int64_t steps_of_launch(const TrainConfig& config) {
  constexpr int64_t kChosen = 8;  // more save next to nothing: a launch of one step is short
  const ScheduleConfig& schedule = config.train.schedule;
  const bool constant = schedule.dropout == "constant" && schedule.weight_decay == "constant";
  if (config.device.steps_per_launch > 0) return config.device.steps_per_launch;
  return constant ? kChosen : 1;
}

RunSteps::RunSteps(TrainingStep& step, const TrainConfig& config, bool mirrored,
                   std::unique_ptr<StepRunner> planned)
    : eager_(step, config.device.on_oom == "shrink"), planned_(std::move(planned)) {
  if (planned_ || !takes_graph(config.device, step.device(), mirrored)) return;
  launch_ = steps_of_launch(config);
  graph_ = std::make_unique<GraphStep>(step, eager_);
}

StepRunner& RunSteps::runner() {
  if (planned_) return *planned_;
  if (graph_) return *graph_;
  return eager_;
}

std::string RunSteps::kind() const {
  if (planned_) return "plan";
  return graph_ && graph_->recorded() ? "graph" : "eager";
}

}  // namespace mlrun
