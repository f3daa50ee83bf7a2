#include "model/dropout.h"

#include <ATen/ops/dropout.h>
#include <ATen/ops/empty.h>

namespace mlrun {

at::Tensor dropout(const at::Tensor& x, double probability,
                   const std::optional<BatchWindow>& window) {
  if (probability <= 0) return x;
  if (!window) return at::dropout(x, probability, true);
  // What LibTorch itself does on a CPU, but for all rows of the batch.
  at::Tensor mask = at::empty({window->total, x.size(1)}, x.options().requires_grad(false));
  mask.bernoulli_(1 - probability);
  return x * mask.narrow(0, window->begin, x.size(0)).div_(1 - probability);
}

}  // namespace mlrun
