#pragma once

#include <torch/types.h>

#include "device/layer_api.h"
#include "support/device_source.h"

// The device's source for hidden layers, to be stepped through on the host.
namespace mlrun::test {

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wcast-align"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wunknown-pragmas"
namespace kernel {
using std::max;
#include "device/piece_kernels.cu"
//
#include "device/layer_kernels.cu"
//
#include "device/member_kernels.cu"
}  // namespace kernel
#pragma GCC diagnostic pop

inline constexpr unsigned kBlocks = 2;
inline constexpr unsigned kRows = 3;
inline constexpr unsigned kStrips = kBlocks * kRows;

// Every thread of a launch that covers the columns, one after the other.
template <class Work>
void launch(int64_t columns, const Work& work) {
  blockDim = {2, kRows};
  gridDim = {static_cast<unsigned>((columns + 7) / 8), kBlocks};
  for (blockIdx.y = 0; blockIdx.y < gridDim.y; ++blockIdx.y) {
    for (blockIdx.x = 0; blockIdx.x < gridDim.x; ++blockIdx.x) {
      for (threadIdx.y = 0; threadIdx.y < blockDim.y; ++threadIdx.y) {
        for (threadIdx.x = 0; threadIdx.x < blockDim.x; ++threadIdx.x) work();
      }
    }
  }
}

inline kernel::Matrix place_of(const at::Tensor& matrix, bool right = false) {
  if (matrix.scalar_type() == at::kFloat) {
    return {matrix.data_ptr<float>(), nullptr, 0, matrix.stride(1), 0, 0};
  }
  int count = 1;
  while (count * (count + 1) / 2 < matrix.size(0)) ++count;
  return {nullptr,
          static_cast<unsigned short*>(matrix.data_ptr()),
          matrix.stride(0),
          matrix.stride(1),
          count,
          right ? 1 : 0};
}

inline kernel::Level* place_of_level(const at::Tensor& level) {
  return level.defined() ? static_cast<kernel::Level*>(level.data_ptr()) : nullptr;
}

inline kernel::SumLevels places_of(const SumLevels& levels) {
  return {place_of_level(levels.left), place_of_level(levels.right), place_of_level(levels.added),
          place_of_level(levels.out), static_cast<float>(levels.terms)};
}

inline at::Tensor empty_pieces(int64_t p, int64_t rows, int64_t columns) {
  const auto type = p == 2 ? at::kHalf : at::kBFloat16;
  return torch::full({rows, p * (p + 1) / 2, columns}, -7, type).permute({1, 0, 2});
}

inline bool same_bits(const at::Tensor& a, const at::Tensor& b) {
  return at::equal(a.contiguous().view(at::kShort), b.contiguous().view(at::kShort));
}

}  // namespace mlrun::test
