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

RunSteps::RunSteps(TrainingStep& step, const DeviceConfig& config, int64_t batch, bool mirrored,
                   std::unique_ptr<StepRunner> planned)
    : eager_(step, config.on_oom == "shrink"), planned_(std::move(planned)) {
  if (planned_ || !takes_graph(config, step.device(), mirrored)) return;
  launch_ = config.steps_per_launch;
  graph_ = std::make_unique<GraphStep>(step, eager_, launch_, batch);
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
