#include "model/one_hot.h"

#include <ATen/ops/where.h>
#include <torch/types.h>

#include "device/device.h"

namespace mlrun {

OneHotImpl::OneHotImpl(const FeatureLayout& layout, const at::Device& device)
    : width_(layout.one_hot_width()) {
  std::vector<int64_t> first;
  int64_t next = layout.dense_width();
  for (const int64_t levels : layout.cardinalities) {
    first.push_back(next);
    next += levels;
  }
  first_ = place(torch::tensor(first, at::kLong).unsqueeze(0), device);
  trash_ = place(torch::full({1, 1}, width_, at::kLong), device);
}

at::Tensor OneHotImpl::forward(const NetInput& rows) {
  if (!rows.codes.defined()) return rows.dense;
  const at::Tensor slots = at::where(rows.codes.ge(0), rows.codes + first_, trash_);
  const at::Tensor out = torch::zeros({rows.rows(), width_ + 1}, rows.dense.options());
  out.narrow(1, 0, rows.dense.size(1)).copy_(rows.dense);
  out.scatter_(1, slots, 1.0);
  return out.narrow(1, 0, width_);
}

}  // namespace mlrun
