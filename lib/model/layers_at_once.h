#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "device/layer_api.h"

namespace mlrun {

struct HiddenLayer {
  at::Tensor weight;  // [out, in]
  at::Tensor bias;    // [out]
};

// Linear layers in a row, each with relu and dropout behind it, and what members have of their own
// around them.
struct LayerStack {
  at::Tensor x;        // [n, m, in], fp32 and contiguous; with factors [n, 1, in] too
  at::Tensor factors;  // [m, in], by which each member's rows are multiplied first; or undefined
  std::vector<HiddenLayer> layers;  // of widths that are multiples of 8
  HiddenLayer heads;  // weight [m, width], bias [m]: an output of each member; or undefined

  int64_t members() const { return factors.defined() ? factors.size(0) : x.size(1); }
  // All that is learned: weight, bias, weight, ..., then factors and heads where there are any.
  std::vector<at::Tensor> parameters() const;
};

// The same as one autograd function by the kernels of the API, p pieces of each number (0: whole
// numbers; then factors want a multiple of 4 inputs). Gives [n, m, width], with heads [n, m, 1].
at::Tensor layers_at_once(const LayerApi& api, const LayerStack& stack, int64_t p, double dropout);

}  // namespace mlrun
