#include "model/dropout.h"

#include <ATen/ops/dropout.h>
#include <ATen/ops/empty.h>

namespace mlrun {
namespace {

// A tensor for the mask of the whole batch.
at::Tensor empty_mask(const at::Tensor& x, int64_t dim, const std::optional<BatchWindow>& window) {
  std::vector<int64_t> sizes = x.sizes().vec();
  if (window) sizes[static_cast<size_t>(dim)] = window->total;
  return at::empty(sizes, x.options().requires_grad(false));
}

at::Tensor own_part(const at::Tensor& mask, const at::Tensor& x, int64_t dim,
                    const std::optional<BatchWindow>& window) {
  return window ? mask.narrow(dim, window->begin, x.size(dim)) : mask;
}

}  // namespace

at::Tensor dropout(const at::Tensor& x, double probability,
                   const std::optional<BatchWindow>& window, int64_t dim) {
  if (probability <= 0) return x;
  if (!window) return at::dropout(x, probability, true);
  // What LibTorch itself does on a CPU, but for all rows of the batch.
  const at::Tensor mask = empty_mask(x, dim, window).bernoulli_(1 - probability);
  return x * own_part(mask, x, dim, window).div_(1 - probability);
}

at::Tensor keep_some(const at::Tensor& x, const at::Tensor& kept, int64_t dim,
                     const std::optional<BatchWindow>& window) {
  at::Tensor mask = empty_mask(x, dim, window).uniform_();
  return x * own_part(mask, x, dim, window).lt_(kept).div_(kept);
}

at::Tensor Dropout::operator()(const at::Tensor& x, const std::optional<BatchWindow>& window,
                               int64_t dim) const {
  if (probability_ <= 0 || !kept_.defined()) return dropout(x, probability_, window, dim);
  return keep_some(x, kept_, dim, window);
}

void Dropout::set_share(double share) {
  if (!kept_.defined()) {
    kept_ = at::empty({}, at::TensorOptions().dtype(at::kFloat).device(device_));
  }
  kept_.fill_(1 - share * probability_);
}

std::optional<BatchWindow> times(const std::optional<BatchWindow>& window, int64_t count) {
  if (!window) return std::nullopt;
  return BatchWindow{window->begin * count, window->total * count};
}

}  // namespace mlrun
