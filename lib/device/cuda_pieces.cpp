// In libmlrun_cuda_kernels.so: matrices in pieces, and their products (layer_api.h), on NVIDIA
// devices.
#include <ATen/Context.h>
#include <ATen/cuda/CUDAContext.h>
#include <ATen/ops/empty.h>
#include <cublas_v2.h>

#include <algorithm>

#include "device/cuda_layer_kernels.h"
#include "device/factor_layout.h"
#include "device/layer_source.h"
#include "device/member_source.h"
#include "device/piece_source.h"

namespace mlrun::cuda_layers {
namespace {

// As in piece_kernels.cu.
constexpr size_t kMeasured = 16;

struct Measured {
  std::array<const void*, kMeasured> values{};
  std::array<int64_t, kMeasured> numbers{};
  std::array<void*, kMeasured> level{};
};

// p pieces are p (p + 1) / 2 blocks.
int pieces_in(int64_t blocks) {
  int count = 1;
  while (count * (count + 1) / 2 < blocks) ++count;
  return count;
}

void split(const at::Tensor& values, const Matrix& one, const Matrix& other,
           const at::Tensor& level, int64_t padded) {
  const void* at = level.defined() ? level.const_data_ptr() : nullptr;
  launch(kernels().of(values).split, grid_of(values.size(0), padded), kBlock,
         values.const_data_ptr(), one, other, at, count_of(values.size(0)),
         static_cast<int>(values.size(1)), static_cast<int>(padded));
}

// Of up to kMeasured from `begin` on.
void measure_some(const std::vector<at::Tensor>& values, const std::vector<at::Tensor>& levels,
                  size_t begin) {
  constexpr int64_t kThreads = int64_t{kLanes} * kRows;
  constexpr int64_t kNumbersOfThread = 16;
  constexpr int64_t kMostBlocksEach = 1024;
  const size_t count = std::min(kMeasured, values.size() - begin);
  Measured all;
  int64_t most = 1;
  for (size_t i = 0; i < count; ++i) {
    const at::Tensor& x = values[begin + i];
    all.values.at(i) = x.const_data_ptr();
    all.numbers.at(i) = x.numel();
    all.level.at(i) = levels[begin + i].data_ptr();
    most = std::max(most, x.numel());
  }
  const int64_t blocks = std::min(most / (kThreads * kNumbersOfThread) + 1, kMostBlocksEach);
  launch(kernels().of(levels[begin]).measure,
         dim3(static_cast<unsigned>(blocks), static_cast<unsigned>(count)), kBlock, all);
}

cudaDataType type_of(const at::Tensor& matrices) {
  if (matrices.scalar_type() == at::kFloat) return CUDA_R_32F;
  return matrices.scalar_type() == at::kHalf ? CUDA_R_16F : CUDA_R_16BF;
}

}  // namespace

Kernels::Kernels(int device)
    : source(std::string(kPieceSource) + kLayerSource + kMemberSource, device),
      split(source.kernel("split")),
      measure(source.kernel("measure")),
      add_up(source.kernel("add_up")),
      draw_kept(source.kernel("draw_kept")),
      activate(source.kernel("activate")),
      descend_values(source.kernel("descend_values")),
      descend_pieces(source.kernel("descend_pieces")),
      sum_strips(source.kernel("sum_strips")),
      scale_members(source.kernel("scale_members")),
      gather_rows(source.kernel("gather_rows")),
      gather_factors(source.kernel("gather_factors")),
      heads(source.kernel("heads")),
      descend_heads(source.kernel("descend_heads")) {}

KernelsOfDevices<Kernels>& kernels() {
  static KernelsOfDevices<Kernels> all;
  return all;
}

Matrix place_of(const at::Tensor& matrix, bool right) {
  if (!matrix.defined()) return {};
  if (matrix.scalar_type() == at::kFloat) {
    return {matrix.data_ptr(), nullptr, matrix.stride(0), matrix.stride(1), 0, 0};
  }
  return {nullptr,          matrix.data_ptr(),         matrix.stride(0),
          matrix.stride(1), pieces_in(matrix.size(0)), right ? 1 : 0};
}

Levels places_of(const SumLevels& levels) {
  const auto at = [](const at::Tensor& level) {
    return level.defined() ? level.data_ptr() : nullptr;
  };
  return {at(levels.left), at(levels.right), at(levels.added), at(levels.out),
          static_cast<float>(levels.terms)};
}

dim3 grid_of(int64_t rows, int64_t columns, int64_t most_rows, int64_t columns_of_thread) {
  constexpr int64_t kEnoughBlocks = 256;  // two for each multiprocessor of a large device
  const int64_t across = columns_of_thread * kLanes;
  const int64_t wide = (columns + across - 1) / across;
  const int64_t high = (rows + kRows - 1) / kRows;  // with one row for each thread
  const int64_t each = std::clamp<int64_t>(wide * high / kEnoughBlocks, 1, most_rows);
  return {static_cast<unsigned>(wide),
          static_cast<unsigned>(std::clamp<int64_t>((high + each - 1) / each, 1, kMostBlocks))};
}

void measure(const std::vector<at::Tensor>& values, const std::vector<at::Tensor>& levels) {
  for (size_t i = 0; i < values.size(); i += kMeasured) measure_some(values, levels, i);
}

void split_left(const at::Tensor& values, const at::Tensor& pieces, const at::Tensor& level) {
  split(values, place_of(pieces), {}, level, pieces.size(2));
}

void split_right(const at::Tensor& values, const at::Tensor& one, const at::Tensor& other,
                 const at::Tensor& level) {
  split(values, place_of(one, true), place_of(other, true), level, one.size(2));
}

void product(const at::Tensor& a, const at::Tensor& b, const at::Tensor& out, bool add) {
  const float one = 1.0F;
  const float before = add ? 1.0F : 0.0F;
  // cuBLAS counts columns first: a matrix in rows is its transpose there, so out^T = b^T a^T.
  const FactorLayout left = layout_of(a);
  const FactorLayout right = layout_of(b);
  const auto how = [](const FactorLayout& layout) {
    return layout.by_columns ? CUBLAS_OP_T : CUBLAS_OP_N;
  };
  const cudaDataType type = type_of(a);
  const bool cut = type == CUDA_R_32F && at::globalContext().allowTF32CuBLAS();
  const cublasStatus_t status = cublasGemmStridedBatchedEx(
      at::cuda::getCurrentCUDABlasHandle(), how(right), how(left), static_cast<int>(out.size(2)),
      static_cast<int>(out.size(1)), static_cast<int>(a.size(2)), &one, b.const_data_ptr(), type,
      static_cast<int>(right.lead), b.stride(0), a.const_data_ptr(), type,
      static_cast<int>(left.lead), a.stride(0), &before, out.data_ptr(), CUDA_R_32F,
      static_cast<int>(out.stride(1)), out.stride(0), static_cast<int>(out.size(0)),
      cut ? CUBLAS_COMPUTE_32F_FAST_TF32 : CUBLAS_COMPUTE_32F, CUBLAS_GEMM_DEFAULT);
  TORCH_CHECK(status == CUBLAS_STATUS_SUCCESS, "cuBLAS: a product failed with ", int{status});
}

at::Tensor add_up(const at::Tensor& sums, int64_t columns, const SumLevels& levels) {
  at::Tensor out = at::empty({sums.size(1), columns}, sums.options());
  launch(kernels().of(sums).add_up, grid_of(sums.size(1), columns, 1, 1), kBlock,
         sums.const_data_ptr(), places_of(levels), out.data_ptr(), static_cast<int>(sums.size(0)),
         count_of(sums.size(1)), static_cast<int>(sums.size(2)), static_cast<int>(columns));
  return out;
}

}  // namespace mlrun::cuda_layers
