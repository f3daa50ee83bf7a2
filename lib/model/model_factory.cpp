#include "model/model_factory.h"

#include "device/host_state.h"
#include "model/dense.h"

namespace mlrun {

std::shared_ptr<Net> make_net(const ModelDescription& description, const at::Device& device,
                              uint64_t seed) {
  Random random(seed, "initial values");
  return std::visit(
      [&](const DenseOptions& options) -> std::shared_ptr<Net> {
        return std::make_shared<DenseImpl>(options, description.layout, description.outputs, device,
                                           random);
      },
      description.config);
}

std::shared_ptr<Net> clone_to(const Net& net, const ModelDescription& description,
                              const at::Device& device) {
  auto copy = make_net(description, device, 0);
  load_state(*copy, host_state(net));
  copy->train(net.is_training());
  return copy;
}

bool decays(const std::string& parameter_path) {
  return !parameter_path.ends_with("bias") && parameter_path.find("norm") == std::string::npos;
}

}  // namespace mlrun
