#pragma once

#include <ATen/core/Tensor.h>

namespace fakedev {

bool on_device(const at::Tensor& tensor);

// A CPU tensor over the same bytes of a device tensor, with its sizes and strides; a CPU tensor
// itself. Requires that the original outlives it.
at::Tensor shadow(const at::Tensor& tensor);

// Another tensor over the same bytes that knows nothing of autograd: what a recording keeps.
at::Tensor alias(const at::Tensor& tensor);

}  // namespace fakedev
