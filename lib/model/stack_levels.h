#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace mlrun {

// The levels (device/layer_api.h) of all matrices that layers_at_once has, zeros at first; each
// undefined where nothing is scaled.
class StackLevels {
 public:
  // Of a step that begins. p pieces: two are scaled. On the device of `like`.
  StackLevels(int64_t layers, int64_t p, const at::Tensor& like);
  // Those that another made.
  StackLevels(int64_t layers, at::Tensor all);

  at::Tensor x() const;  // before factors
  at::Tensor factors() const;
  at::Tensor heads() const;     // their weight
  at::Tensor incoming() const;  // the gradient of the output
  at::Tensor weight(int64_t layer) const;
  at::Tensor bias(int64_t layer) const;
  at::Tensor input(int64_t layer) const;
  at::Tensor gradient(int64_t layer) const;  // of its sums
  const at::Tensor& all() const { return all_; }

 private:
  at::Tensor of_layer(int64_t kind, int64_t layer) const;
  at::Tensor at(int64_t row) const;
  int64_t layers_;
  at::Tensor all_;  // [4 + 4 layers, 2]
};

}  // namespace mlrun
