#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <memory>
#include <optional>

#include "features/features.h"

namespace mlrun {

// Where some rows stand in a batch that is worked through in parts, by several devices or one
// after the other. Random masks are then drawn for the whole batch, so that the parts together see
// what the batch would.
struct BatchWindow {
  int64_t begin = 0;
  int64_t total = 0;
};

// Rows on a net's device.
struct NetInput {
  at::Tensor dense;  // [n, dense_width] float32
  at::Tensor codes;  // [n, categorical] int64, -1 = unknown; undefined when there are none
  std::optional<BatchWindow> window = std::nullopt;  // not given: the rows are the whole batch

  int64_t rows() const { return dense.size(0); }
  // The rows of these indices (int64, same device), in that order.
  NetInput take(const at::Tensor& indices) const;
  // Rows [begin, begin + count), without a copy.
  NetInput slice(int64_t begin, int64_t count) const;
};

// Host rows on a device. Requires the layout they were made with.
NetInput place_features(const Features& features, const FeatureLayout& layout,
                        const at::Device& device);

// What every net of mlrun is: a module with one way in and one way out.
class Net : public torch::nn::Module {
 public:
  // [n, outputs]: logits for classes, the standardised target for regression.
  virtual at::Tensor forward(const NetInput& rows) = 0;
};

}  // namespace mlrun
