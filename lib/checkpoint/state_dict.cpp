#include "checkpoint/state_dict.h"

#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include "core/error.h"

namespace mlrun {

static_assert(std::endian::native == std::endian::little, "tensor bytes are little-endian");

namespace {

struct DtypeRow {
  Dtype dtype;
  std::string_view name;
  size_t size;
};

constexpr std::array<DtypeRow, 10> kDtypes = {{{Dtype::kBool, "BOOL", 1},
                                               {Dtype::kU8, "U8", 1},
                                               {Dtype::kI8, "I8", 1},
                                               {Dtype::kI16, "I16", 2},
                                               {Dtype::kI32, "I32", 4},
                                               {Dtype::kI64, "I64", 8},
                                               {Dtype::kF16, "F16", 2},
                                               {Dtype::kBF16, "BF16", 2},
                                               {Dtype::kF32, "F32", 4},
                                               {Dtype::kF64, "F64", 8}}};

const DtypeRow& row(Dtype dtype) { return kDtypes[static_cast<size_t>(dtype)]; }

template <class T>
HostTensor make_tensor(Dtype dtype, std::vector<int64_t> shape, const std::vector<T>& values) {
  HostTensor tensor{dtype, std::move(shape), {}};
  if (tensor.elements() != static_cast<int64_t>(values.size())) {
    throw Error(ErrorKind::kFailure, "a tensor " + describe(tensor) + " does not hold " +
                                         std::to_string(values.size()) + " values");
  }
  tensor.bytes.resize(values.size() * sizeof(T));
  if (!values.empty()) std::memcpy(tensor.bytes.data(), values.data(), tensor.bytes.size());
  return tensor;
}

template <class T>
std::vector<T> values_of(const HostTensor& tensor) {
  std::vector<T> values(tensor.bytes.size() / sizeof(T));
  if (!values.empty()) std::memcpy(values.data(), tensor.bytes.data(), values.size() * sizeof(T));
  return values;
}

template <class T>
std::vector<double> as_doubles(const HostTensor& tensor) {
  const std::vector<T> values = values_of<T>(tensor);
  std::vector<double> result;
  result.reserve(values.size());
  for (T value : values) result.push_back(static_cast<double>(value));
  return result;
}

}  // namespace

size_t size_of(Dtype dtype) { return row(dtype).size; }

std::string_view name(Dtype dtype) { return row(dtype).name; }

std::optional<Dtype> dtype_named(std::string_view name) {
  for (const DtypeRow& each : kDtypes) {
    if (each.name == name) return each.dtype;
  }
  return std::nullopt;
}

int64_t HostTensor::elements() const {
  int64_t count = 1;
  for (int64_t size : shape) count *= size;
  return count;
}

HostTensor HostTensor::of(std::vector<int64_t> shape, const std::vector<float>& values) {
  return make_tensor(Dtype::kF32, std::move(shape), values);
}

HostTensor HostTensor::of(std::vector<int64_t> shape, const std::vector<double>& values) {
  return make_tensor(Dtype::kF64, std::move(shape), values);
}

HostTensor HostTensor::of(std::vector<int64_t> shape, const std::vector<int64_t>& values) {
  return make_tensor(Dtype::kI64, std::move(shape), values);
}

std::vector<double> HostTensor::doubles() const {
  switch (dtype) {
    case Dtype::kF64:
      return as_doubles<double>(*this);
    case Dtype::kF32:
      return as_doubles<float>(*this);
    case Dtype::kI64:
      return as_doubles<int64_t>(*this);
    case Dtype::kI32:
      return as_doubles<int32_t>(*this);
    default:
      throw Error(ErrorKind::kModel,
                  "expected an F64, F32, I64 or I32 tensor, got " + describe(*this));
  }
}

std::vector<float> HostTensor::floats() const {
  if (dtype != Dtype::kF32) {
    throw Error(ErrorKind::kModel, "expected an F32 tensor, got " + describe(*this));
  }
  return values_of<float>(*this);
}

std::string describe(const HostTensor& tensor) {
  std::string text(name(tensor.dtype));
  text += " [";
  for (size_t i = 0; i < tensor.shape.size(); ++i) {
    if (i > 0) text += ", ";
    text += std::to_string(tensor.shape[i]);
  }
  return text + "]";
}

StateDict with_prefix_removed(const StateDict& all, std::string_view prefix) {
  StateDict part;
  for (auto it = all.lower_bound(std::string(prefix)); it != all.end(); ++it) {
    if (!it->first.starts_with(prefix)) break;
    part.emplace_hint(part.end(), it->first.substr(prefix.size()), it->second);
  }
  return part;
}

void add_with_prefix(StateDict& all, std::string_view prefix, const StateDict& part) {
  for (const auto& [key, tensor] : part) all.insert_or_assign(std::string(prefix) + key, tensor);
}

StateDict take_with_prefix(StateDict& all, std::string_view prefix) {
  StateDict part;
  auto it = all.lower_bound(std::string(prefix));
  while (it != all.end() && it->first.starts_with(prefix)) {
    auto node = all.extract(it++);
    node.key().erase(0, prefix.size());
    part.insert(part.end(), std::move(node));
  }
  return part;
}

}  // namespace mlrun
