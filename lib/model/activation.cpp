#include "model/activation.h"

#include <ATen/ops/gelu.h>
#include <ATen/ops/mish.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/selu.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/tanh.h>

#include "core/error.h"
#include "core/text.h"

namespace mlrun {
namespace {

at::Tensor gelu(const at::Tensor& x) { return at::gelu(x); }
at::Tensor mish(const at::Tensor& x) { return at::mish(x); }
at::Tensor relu(const at::Tensor& x) { return at::relu(x); }
at::Tensor selu(const at::Tensor& x) { return at::selu(x); }
at::Tensor silu(const at::Tensor& x) { return at::silu(x); }
at::Tensor tanh(const at::Tensor& x) { return at::tanh(x); }

}  // namespace

Activation activation_by_name(const std::string& name) {
  if (name == "gelu") return &gelu;
  if (name == "mish") return &mish;
  if (name == "relu") return &relu;
  if (name == "selu") return &selu;
  if (name == "silu") return &silu;
  if (name == "tanh") return &tanh;
  throw Error(ErrorKind::kUsage, "unknown activation " + quoted(name));
}

}  // namespace mlrun
