#pragma once

#include <memory>

#include "model/net.h"
#include "predict/model_description.h"

namespace mlrun {

// The net on a device, its initial values drawn on the host from the seed.
std::shared_ptr<Net> make_net(const ModelDescription& description, const at::Device& device,
                              uint64_t seed);

// The same net on another device with the same parameters and buffers; shares no storage with the
// original, which may still be in use.
std::shared_ptr<Net> clone_to(const Net& net, const ModelDescription& description,
                              const at::Device& device);

}  // namespace mlrun
