#pragma once

#include <ATen/core/Tensor.h>

#include <string>

namespace mlrun {

using Activation = at::Tensor (*)(const at::Tensor&);

// relu | gelu | silu | tanh | selu | mish. Requires one of these (configuration checks it).
Activation activation_by_name(const std::string& name);

}  // namespace mlrun
