#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlrun {

// The element types a model file may hold (safetensors' names: "F32", "I64", ...).
enum class Dtype { kBool, kU8, kI8, kI16, kI32, kI64, kF16, kBF16, kF32, kF64 };
size_t size_of(Dtype dtype);
std::string_view name(Dtype dtype);
// The type of that name, nullopt for one that a model file does not hold.
std::optional<Dtype> dtype_named(std::string_view name);

// A tensor in host memory: contiguous, row-major, little-endian, owned.
struct HostTensor {
  Dtype dtype = Dtype::kF32;
  std::vector<int64_t> shape;
  std::vector<std::byte> bytes;

  int64_t elements() const;
  // Throw Error(kFailure) when the shape does not ask for as many values.
  static HostTensor of(std::vector<int64_t> shape, const std::vector<float>& values);
  static HostTensor of(std::vector<int64_t> shape, const std::vector<double>& values);
  static HostTensor of(std::vector<int64_t> shape, const std::vector<int64_t>& values);
  // Values as doubles (F32, F64, I64, I32 only; throws Error(kModel) for others).
  std::vector<double> doubles() const;
  // Values as floats. Requires F32; throws Error(kModel).
  std::vector<float> floats() const;
  bool operator==(const HostTensor&) const = default;
};

// Named tensors ordered by name: parameters and buffers of a module by their path.
using StateDict = std::map<std::string, HostTensor>;

// "F32 [3, 4]", for messages.
std::string describe(const HostTensor& tensor);
// Those entries whose name begins with `prefix`, with the prefix taken off.
StateDict with_prefix_removed(const StateDict& all, std::string_view prefix);
void add_with_prefix(StateDict& all, std::string_view prefix, const StateDict& part);
// The same entries as with_prefix_removed, moved out of `all` without a copy of their data.
StateDict take_with_prefix(StateDict& all, std::string_view prefix);

}  // namespace mlrun
