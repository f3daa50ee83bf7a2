#include "device/host_state.h"

#include <torch/types.h>

#include <cstring>

#include "core/error.h"

namespace mlrun {
namespace {

struct DtypePair {
  Dtype host;
  at::ScalarType torch;
};
constexpr DtypePair kDtypes[] = {{Dtype::kBool, at::kBool}, {Dtype::kU8, at::kByte},
                                 {Dtype::kI8, at::kChar},   {Dtype::kI16, at::kShort},
                                 {Dtype::kI32, at::kInt},   {Dtype::kI64, at::kLong},
                                 {Dtype::kF16, at::kHalf},  {Dtype::kBF16, at::kBFloat16},
                                 {Dtype::kF32, at::kFloat}, {Dtype::kF64, at::kDouble}};

at::ScalarType torch_type(Dtype dtype) {
  for (const auto& pair : kDtypes) {
    if (pair.host == dtype) return pair.torch;
  }
  throw Error(ErrorKind::kModel, "tensor type " + std::string(name(dtype)) + " is not for nets");
}

Dtype host_type(at::ScalarType type) {
  for (const auto& pair : kDtypes) {
    if (pair.torch == type) return pair.host;
  }
  throw Error(ErrorKind::kModel,
              std::string("tensor type ") + c10::toString(type) + " has no place in a model file");
}

// Parameters and buffers by path, as they stand in the module.
std::map<std::string, at::Tensor> tensors_of(const torch::nn::Module& module) {
  std::map<std::string, at::Tensor> all;
  for (const auto& item : module.named_parameters()) all.emplace(item.key(), item.value());
  for (const auto& item : module.named_buffers()) all.emplace(item.key(), item.value());
  return all;
}

std::string compare_one(const std::string& path, const at::Tensor& own, const HostTensor& given) {
  const HostTensor wanted{host_type(own.scalar_type()), own.sizes().vec(), {}};
  if (wanted.dtype == given.dtype && wanted.shape == given.shape) return "";
  return "\n  " + path + ": expected " + describe(wanted) + ", got " + describe(given);
}

void check_state(const std::map<std::string, at::Tensor>& own, const StateDict& state) {
  std::string mistakes;
  for (const auto& [path, tensor] : own) {
    const auto found = state.find(path);
    mistakes += found == state.end() ? "\n  " + path + ": missing"
                                     : compare_one(path, tensor, found->second);
  }
  for (const auto& [path, tensor] : state) {
    if (!own.contains(path)) mistakes += "\n  " + path + ": the net has no such tensor";
  }
  if (!mistakes.empty()) {
    throw Error(ErrorKind::kModel, "the tensors do not fit the net:" + mistakes);
  }
}

}  // namespace

at::Tensor to_tensor(const HostTensor& tensor) {
  at::Tensor out = torch::empty(tensor.shape, torch_type(tensor.dtype));
  if (!tensor.bytes.empty()) std::memcpy(out.data_ptr(), tensor.bytes.data(), tensor.bytes.size());
  return out;
}

HostTensor to_host(const at::Tensor& tensor) {
  const at::Tensor home = tensor.detach().to(at::kCPU).contiguous();
  HostTensor out{host_type(home.scalar_type()), home.sizes().vec(), {}};
  out.bytes.resize(home.nbytes());
  if (!out.bytes.empty()) std::memcpy(out.bytes.data(), home.data_ptr(), out.bytes.size());
  return out;
}

StateDict host_state(const torch::nn::Module& module) {
  StateDict state;
  for (const auto& [path, tensor] : tensors_of(module)) state.emplace(path, to_host(tensor));
  return state;
}

void load_state(torch::nn::Module& module, const StateDict& state) {
  const auto own = tensors_of(module);
  check_state(own, state);
  const torch::NoGradGuard no_grad;
  for (const auto& [path, tensor] : own) tensor.copy_(to_tensor(state.at(path)));
}

}  // namespace mlrun
