#include "model/model_factory.h"

#include "device/host_state.h"
#include "model/dense.h"
#include "model/realmlp.h"
#include "model/resnet.h"
#include "model/tabm.h"

namespace mlrun {
namespace {

std::shared_ptr<Net> make(const DenseOptions& options, const ModelDescription& description,
                          const at::Device& device, Random& random) {
  return std::make_shared<DenseImpl>(options, description.layout, description.outputs, device,
                                     random);
}

std::shared_ptr<Net> make(const ResNetOptions& options, const ModelDescription& description,
                          const at::Device& device, Random& random) {
  return std::make_shared<ResNetImpl>(options, description.layout, description.outputs, device,
                                      random);
}

std::shared_ptr<Net> make(const TabMOptions& options, const ModelDescription& description,
                          const at::Device& device, Random& random) {
  return std::make_shared<TabMImpl>(options, description.layout, description.outputs, device,
                                    random);
}

std::shared_ptr<Net> make(const RealMlpOptions& options, const ModelDescription& description,
                          const at::Device& device, Random& random) {
  return std::make_shared<RealMlpImpl>(options, description.layout, description.outputs,
                                       description.classification, device, random);
}

std::shared_ptr<Net> make(const AutoOptions&, const ModelDescription&, const at::Device&, Random&) {
  throw Error(ErrorKind::kModel, "model.type: auto is a choice among nets, not a net");
}

}  // namespace

std::shared_ptr<Net> make_net(const ModelDescription& description, const at::Device& device,
                              uint64_t seed) {
  Random random(seed, "initial values");
  return std::visit([&](const auto& options) { return make(options, description, device, random); },
                    description.config);
}

std::shared_ptr<Net> clone_to(const Net& net, const ModelDescription& description,
                              const at::Device& device) {
  auto copy = make_net(description, device, 0);
  load_state(*copy, host_state(net));
  copy->train(net.is_training());
  return copy;
}

}  // namespace mlrun
