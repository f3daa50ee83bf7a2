// In libmlrun_cuda.so: hidden layers as one piece of work (layer_api.h) on NVIDIA devices.
#include <ATen/cuda/CUDAContext.h>
#include <ATen/ops/empty.h>
#include <c10/cuda/CUDAGuard.h>
#include <cublas_v2.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>
#include <stdexcept>

#include "device/cuda_source.h"
#include "device/layer_api.h"
#include "device/layer_source.h"

namespace mlrun {
namespace {

constexpr unsigned kLanes = 32;  // of 4 columns
constexpr unsigned kRows = 8;
constexpr int64_t kRowsOfThread = 8;
constexpr int64_t kMostBlocks = 65535;  // in y

// As in layer_kernels.cu.
struct Pieces {
  void* first = nullptr;
  long long next_piece = 0;  // NOLINT(google-runtime-int): the device's type
  long long next_row = 0;    // NOLINT(google-runtime-int)
  int count = 0;
};

struct Kernels {
  explicit Kernels(int device)
      : source(kLayerSource, device),
        split(source.kernel("split")),
        activate(source.kernel("activate")),
        descend_values(source.kernel("descend_values")),
        descend_pieces(source.kernel("descend_pieces")) {}
  CudaSource source;
  cudaKernel_t split, activate, descend_values, descend_pieces;
};

// One for each device of the process; made by fault(), which comes before all else.
std::array<std::unique_ptr<Kernels>, 64> kernels_of_device;

// Where the matrix units do bfloat16 at 8 times the rate of fp32 or more, so that six products of
// halves are faster than one of whole numbers: the data centre's (A100, H100, B200, B300). Others
// of the same generations do it at 2 to 4 times the rate.
bool pays_on(const cudaDeviceProp& device) {
  static const std::set<std::pair<int, int>> kFast = {{8, 0}, {9, 0}, {10, 0}, {10, 3}};
  return kFast.contains({device.major, device.minor});
}

std::string fault(const at::Device& device) {
  const auto* properties = at::cuda::getDeviceProperties(device.index());
  if (!pays_on(*properties)) return std::string(properties->name) + " is as fast without";
  const c10::cuda::CUDAGuard guard(device);
  auto& kernels = kernels_of_device.at(static_cast<size_t>(guard.current_device().index()));
  try {
    if (kernels == nullptr) {
      kernels = std::make_unique<Kernels>(guard.current_device().index());
    }
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

const Kernels& kernels(const at::Tensor& x) {
  return *kernels_of_device.at(static_cast<size_t>(x.get_device()));
}

Pieces pieces_of(const at::Tensor& pieces, bool reversed) {
  if (!pieces.defined()) return {};
  const int64_t count = pieces.size(0);
  const at::Tensor first = pieces.select(0, reversed ? count - 1 : 0);
  const int64_t next = reversed ? -pieces.stride(0) : pieces.stride(0);
  return {first.data_ptr(), next, pieces.stride(1), static_cast<int>(count)};
}

// Blocks in y, so that a thread has a few rows.
unsigned blocks_of(int64_t rows) {
  const int64_t of_block = kRows * kRowsOfThread;
  return static_cast<unsigned>(
      std::clamp<int64_t>((rows + of_block - 1) / of_block, 1, kMostBlocks));
}

// A block for every 4 * kLanes columns, and for a few rows.
dim3 grid_of(int64_t rows, int64_t columns) {
  return {static_cast<unsigned>((columns + 4 * kLanes - 1) / (4 * kLanes)), blocks_of(rows)};
}

constexpr dim3 kBlock(kLanes, kRows);

const void* data_or_null(const at::Tensor& tensor) {
  return tensor.defined() ? tensor.const_data_ptr() : nullptr;
}

void split(const at::Tensor& values, const at::Tensor& pieces, bool reversed) {
  const int64_t rows = values.size(0);
  launch(kernels(values).split, grid_of(rows, pieces.size(2)), kBlock, values.const_data_ptr(),
         pieces_of(pieces, reversed), static_cast<long long>(rows),  // NOLINT(google-runtime-int)
         static_cast<int>(values.size(1)), static_cast<int>(pieces.size(2)));
}

void activate(const at::Tensor& sums, const at::Tensor& bias, const at::Tensor& kept, double scale,
              const at::Tensor& pieces, const at::Tensor& values) {
  const int64_t rows = sums.size(0);
  void* out = values.defined() ? values.data_ptr() : nullptr;
  launch(kernels(sums).activate, grid_of(rows, sums.size(1)), kBlock, sums.const_data_ptr(),
         bias.const_data_ptr(), data_or_null(kept), static_cast<float>(scale),
         pieces_of(pieces, false), out,
         static_cast<long long>(rows),  // NOLINT(google-runtime-int)
         static_cast<int>(sums.size(1)));
}

at::Tensor descend(const at::Tensor& grad, const at::Tensor& y, double scale,
                   const at::Tensor& pieces) {
  const int64_t rows = grad.size(0);
  at::Tensor sums = at::empty({int64_t{blocks_of(rows)} * kRows, grad.size(1)}, grad.options());
  const bool halves = y.scalar_type() == at::kBFloat16;
  launch(halves ? kernels(grad).descend_pieces : kernels(grad).descend_values,
         grid_of(rows, grad.size(1)), kBlock, grad.const_data_ptr(), y.const_data_ptr(),
         static_cast<long long>(y.stride(0)),  // NOLINT(google-runtime-int)
         static_cast<float>(scale), pieces_of(pieces, false), sums.data_ptr(),
         static_cast<long long>(rows),  // NOLINT(google-runtime-int)
         static_cast<int>(grad.size(1)));
  return sums;
}

// cuBLAS counts columns first: a matrix in rows is its transpose there, so out^T = b^T a^T.
struct Factor {
  cublasOperation_t how = CUBLAS_OP_N;
  int lead = 1;
};

Factor factor(const at::Tensor& matrix) {
  if (matrix.stride(1) == 1) return {CUBLAS_OP_N, static_cast<int>(matrix.stride(0))};
  return {CUBLAS_OP_T, static_cast<int>(matrix.stride(1))};
}

void product(const at::Tensor& a, const at::Tensor& b, const at::Tensor& out, bool add) {
  const float one = 1.0F;
  const float before = add ? 1.0F : 0.0F;
  const Factor left = factor(a);
  const Factor right = factor(b);
  const cublasStatus_t status = cublasGemmEx(
      at::cuda::getCurrentCUDABlasHandle(), right.how, left.how, static_cast<int>(out.size(1)),
      static_cast<int>(out.size(0)), static_cast<int>(a.size(1)), &one, b.const_data_ptr(),
      CUDA_R_16BF, right.lead, a.const_data_ptr(), CUDA_R_16BF, left.lead, &before, out.data_ptr(),
      CUDA_R_32F, static_cast<int>(out.stride(0)), CUBLAS_COMPUTE_32F, CUBLAS_GEMM_DEFAULT);
  TORCH_CHECK(status == CUBLAS_STATUS_SUCCESS, "cuBLAS: a product failed with ", int{status});
}

}  // namespace
}  // namespace mlrun

extern "C" const mlrun::LayerApi* mlrun_layer_api() {
  static const mlrun::LayerApi api{
      &mlrun::fault, 3e8, &mlrun::split, &mlrun::activate, &mlrun::descend, &mlrun::product};
  return &api;
}
