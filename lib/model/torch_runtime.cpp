#include "model/torch_runtime.h"

#include <ATen/ops/softmax.h>
#include <torch/types.h>

#include "device/device_fault.h"
#include "device/host_state.h"

namespace mlrun {

TorchRuntime::TorchRuntime(const ModelDescription& description, const StateDict& state,
                           const at::Device& device)
    : description_(description), device_(device), net_(make_net(description, device, 0)) {
  load_state(*net_, state);
  net_->eval();
}

std::string TorchRuntime::description() const { return "libtorch on " + device_.str(); }

std::vector<float> TorchRuntime::answer(const Features& rows) const {
  return with_device_faults([&]() -> std::vector<float> {
    const c10::InferenceMode inference;
    const NetInput input = place_features(rows, description_.layout, device_);
    const at::Tensor home =
        net_answers(*net_, input, description_.classification).to(at::kCPU).contiguous();
    const float* values = home.const_data_ptr<float>();
    return {values, values + home.numel()};
  });
}

at::Tensor net_answers(Net& net, const NetInput& rows, bool classification) {
  const at::Tensor out = net.forward(rows);
  return classification ? at::softmax(out, 1) : out;
}

}  // namespace mlrun
