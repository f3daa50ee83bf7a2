#include "model/torch_runtime.h"

#include <ATen/ops/softmax.h>
#include <torch/types.h>

#include "device/device_fault.h"
#include "device/device_graph.h"
#include "device/host_state.h"
#include "device/precision.h"

namespace mlrun {

namespace {

bool wants_graph(const std::string& compile, const at::Device& device) {
  return compile == "graph" || (compile == "auto" && graph_fault(device).empty());
}

}  // namespace

TorchRuntime::TorchRuntime(const ModelDescription& description, const StateDict& state,
                           const at::Device& device, const RuntimeOptions& options)
    : description_(description),
      device_(device),
      precision_(options.precision),
      net_(make_net(description, device, 0)) {
  load_state(*net_, state);
  net_->eval();
  const Autocast known(precision_, device_);
  if (wants_graph(options.compile, device)) {
    graph_ = std::make_unique<GraphForward>(*net_, device, description.classification);
  }
}

std::string TorchRuntime::description() const {
  const bool recorded = graph_ && graph_->recorded();
  return "libtorch on " + device_.str() + (recorded ? ", as a graph" : "");
}

std::vector<float> TorchRuntime::answer(const Features& rows) const {
  return with_device_faults([&] { return answer_here(rows); });
}

std::vector<float> TorchRuntime::answer_here(const Features& rows) const {
  const c10::InferenceMode inference;
  const Autocast autocast(precision_, device_);
  const NetInput input = place_features(rows, description_.layout, device_);
  const at::Tensor there =
      graph_ ? graph_->answer(input) : net_answers(*net_, input, description_.classification);
  const at::Tensor home = there.to(at::kCPU).contiguous();
  const float* values = home.const_data_ptr<float>();
  return {values, values + home.numel()};
}

at::Tensor net_answers(Net& net, const NetInput& rows, bool classification) {
  const at::Tensor out = net.forward(rows).to(at::kFloat);
  const at::Tensor answers = classification ? at::softmax(out, -1) : out;
  return answers.dim() == 3 ? answers.mean(1) : answers;
}

}  // namespace mlrun
