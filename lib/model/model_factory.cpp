#include "model/model_factory.h"

#include "core/error.h"
#include "device/host_state.h"
#include "model/dense.h"

namespace mlrun {
namespace {

std::shared_ptr<Net> make(const DenseOptions& options, const ModelDescription& description,
                          const at::Device& device, Random& random) {
  return std::make_shared<DenseImpl>(options, description.layout, description.outputs, device,
                                     random);
}

// Of auto, and of nets that are still to come.
template <class Options>
std::shared_ptr<Net> make(const Options&, const ModelDescription& description, const at::Device&,
                          Random&) {
  throw Error(ErrorKind::kModel, "model.type " + type_name(description.config) + " is no net");
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
