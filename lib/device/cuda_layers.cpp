// In libmlrun_cuda_kernels.so: hidden layers as one piece of work (layer_api.h) on NVIDIA devices.
#include <ATen/Context.h>
#include <ATen/cuda/CUDAContext.h>
#include <ATen/cuda/CUDAGeneratorImpl.h>
#include <ATen/ops/empty.h>
#include <cublas_v2.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <set>

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
// NOLINTBEGIN(google-runtime-int): the device's types
struct Matrix {
  void* values = nullptr;
  void* first = nullptr;
  long long next_block = 0;
  long long next_row = 0;
  int count = 0;
  int right = 0;
};

struct Draws {
  unsigned long long seed = 0;
  unsigned long long offset = 0;
  const void* seed_at = nullptr;
  const void* offset_at = nullptr;
  unsigned threshold = 0;
  int some = 0;
};

struct Rows {
  const void* first = nullptr;
  long long next_outer = 0;
  long long next_inner = 0;
  int inner = 1;
};

long long count_of(int64_t rows) { return rows; }
// NOLINTEND(google-runtime-int)

struct Kernels {
  explicit Kernels(int device)
      : source(kLayerSource, device),
        split(source.kernel("split")),
        draw_kept(source.kernel("draw_kept")),
        activate(source.kernel("activate")),
        descend_values(source.kernel("descend_values")),
        descend_pieces(source.kernel("descend_pieces")),
        sum_strips(source.kernel("sum_strips")) {}
  CudaSource source;
  cudaKernel_t split, draw_kept, activate, descend_values, descend_pieces, sum_strips;
};

KernelsOfDevices<Kernels> kernels;

std::string fault(const at::Device& device) {
  constexpr int kBfloat16 = 8;  // the first capability whose matrix units multiply it
  if (at::cuda::getDeviceProperties(device.index())->major < kBfloat16) {
    return "its matrix units know no bfloat16";
  }
  return kernels.prepare(device);
}

// Where the matrix units do bfloat16 at 8 times the rate of fp32 or more, so that six products of
// halves are faster than one of whole numbers: the data centre's (A100, H100, B200, B300). Others
// of the same generations do it at 2 to 4 times the rate. A small product is as fast either way.
bool pieces_pay(const at::Device& device, double multiply_adds) {
  constexpr double kLeast = 3e8;
  static const std::set<std::pair<int, int>> fast = {{8, 0}, {9, 0}, {10, 0}, {10, 3}};
  const auto* properties = at::cuda::getDeviceProperties(device.index());
  return multiply_adds >= kLeast && fast.contains({properties->major, properties->minor});
}

// p pieces are p (p + 1) / 2 blocks.
int pieces_in(int64_t blocks) {
  int count = 1;
  while (count * (count + 1) / 2 < blocks) ++count;
  return count;
}

Matrix place_of(const at::Tensor& matrix, bool right = false) {
  if (!matrix.defined()) return {};
  if (matrix.scalar_type() == at::kFloat) {
    return {matrix.data_ptr(), nullptr, matrix.stride(0), matrix.stride(1), 0, 0};
  }
  return {nullptr,          matrix.data_ptr(),         matrix.stride(0),
          matrix.stride(1), pieces_in(matrix.size(0)), right ? 1 : 0};
}

// Blocks in y, so that a thread has a few rows.
unsigned blocks_of(int64_t rows, int64_t rows_of_thread) {
  const int64_t of_block = kRows * rows_of_thread;
  const int64_t blocks = (rows + of_block - 1) / of_block;
  return static_cast<unsigned>(std::clamp<int64_t>(blocks, 1, kMostBlocks));
}

// A block for every 4 * kLanes columns, and for a few rows.
dim3 grid_of(int64_t rows, int64_t columns, int64_t rows_of_thread = 1) {
  return {static_cast<unsigned>((columns + 4 * kLanes - 1) / (4 * kLanes)),
          blocks_of(rows, rows_of_thread)};
}

constexpr dim3 kBlock(kLanes, kRows);

void split(const at::Tensor& values, const Matrix& one, const Matrix& other, int64_t padded) {
  launch(kernels.of(values).split, grid_of(values.size(0), padded), kBlock, values.const_data_ptr(),
         one, other, count_of(values.size(0)), static_cast<int>(values.size(1)),
         static_cast<int>(padded));
}

void split_left(const at::Tensor& values, const at::Tensor& pieces) {
  split(values, place_of(pieces), {}, pieces.size(2));
}

void split_right(const at::Tensor& values, const at::Tensor& one, const at::Tensor& other) {
  split(values, place_of(one, true), place_of(other, true), one.size(2));
}

// The generator's place, which moves on: a draw of four numbers of each thread.
Draws next_draws(const at::Tensor& like, double dropout) {
  Draws draws;
  if (dropout <= 0) return draws;
  constexpr double kRange = 4294967296.0;
  draws.some = 1;
  draws.threshold = static_cast<unsigned>(std::min((1 - dropout) * kRange, kRange - 1));
  auto generator = at::cuda::detail::getDefaultCUDAGenerator(like.get_device());
  const std::scoped_lock lock(generator.mutex());
  const at::PhiloxCudaState state =
      at::check_generator<at::CUDAGeneratorImpl>(generator)->philox_cuda_state(4);
  draws.seed = state.seed_.val;
  draws.offset = state.offset_.val;
  if (state.captured_) {
    draws.seed_at = state.seed_.ptr;
    draws.offset_at = state.offset_.ptr;
    draws.offset = state.offset_intragraph_;
  }
  return draws;
}

at::Tensor draw_kept(const at::Tensor& like, double dropout) {
  const int64_t columns = like.size(-1);
  const int64_t rows = like.numel() / columns;
  at::Tensor kept = at::empty({rows, columns}, like.options().dtype(at::kByte));
  launch(kernels.of(like).draw_kept, grid_of(rows, columns), kBlock, kept.data_ptr(),
         next_draws(like, dropout), count_of(rows), static_cast<int>(columns));
  return kept;
}

void activate(const at::Tensor& sums, const at::Tensor& bias, double dropout,
              const at::Tensor& matrix) {
  launch(kernels.of(sums).activate, grid_of(sums.size(0), sums.size(1), 2), kBlock,
         sums.const_data_ptr(), bias.const_data_ptr(), next_draws(sums, dropout),
         static_cast<float>(1 / (1 - dropout)), place_of(matrix), count_of(sums.size(0)),
         static_cast<int>(sums.size(1)));
}

at::Tensor sum_of_strips(const at::Tensor& sums) {
  constexpr int64_t kWarps = 4;
  at::Tensor out = at::empty({sums.size(1)}, sums.options());
  const auto blocks = static_cast<unsigned>((sums.size(1) / 4 + kWarps - 1) / kWarps);
  launch(kernels.of(sums).sum_strips, blocks, dim3(kWarps * 32), sums.const_data_ptr(),
         out.data_ptr(), static_cast<int>(sums.size(0)), static_cast<int>(sums.size(1)));
  return out;
}

at::Tensor descend(const at::Tensor& grad, const at::Tensor& y, double scale,
                   const at::Tensor& matrix) {
  const int64_t rows = y.size(0);
  const dim3 grid = grid_of(rows, y.size(1), kRowsOfThread);
  const at::Tensor sums = at::empty({int64_t{grid.y} * kRows, y.size(1)}, grad.options());
  const Rows from{grad.const_data_ptr(), grad.stride(0), grad.stride(1),
                  static_cast<int>(grad.size(1))};
  const bool halves = y.scalar_type() == at::kBFloat16;
  launch(halves ? kernels.of(grad).descend_pieces : kernels.of(grad).descend_values, grid, kBlock,
         from, y.const_data_ptr(), count_of(y.stride(0)), static_cast<float>(scale),
         place_of(matrix), sums.data_ptr(), count_of(rows), static_cast<int>(y.size(1)));
  return sum_of_strips(sums);
}

// cuBLAS counts columns first: a matrix in rows is its transpose there, so out^T = b^T a^T.
struct Factor {
  cublasOperation_t how = CUBLAS_OP_N;
  int lead = 1;
};

Factor factor(const at::Tensor& matrices) {
  if (matrices.stride(2) == 1) return {CUBLAS_OP_N, static_cast<int>(matrices.stride(1))};
  return {CUBLAS_OP_T, static_cast<int>(matrices.stride(2))};
}

void product(const at::Tensor& a, const at::Tensor& b, const at::Tensor& out, bool add) {
  const float one = 1.0F;
  const float before = add ? 1.0F : 0.0F;
  const Factor left = factor(a);
  const Factor right = factor(b);
  const bool halves = a.scalar_type() == at::kBFloat16;
  const cudaDataType type = halves ? CUDA_R_16BF : CUDA_R_32F;
  const bool cut = !halves && at::globalContext().allowTF32CuBLAS();
  const cublasStatus_t status = cublasGemmStridedBatchedEx(
      at::cuda::getCurrentCUDABlasHandle(), right.how, left.how, static_cast<int>(out.size(2)),
      static_cast<int>(out.size(1)), static_cast<int>(a.size(2)), &one, b.const_data_ptr(), type,
      right.lead, b.stride(0), a.const_data_ptr(), type, left.lead, a.stride(0), &before,
      out.data_ptr(), CUDA_R_32F, static_cast<int>(out.stride(1)), out.stride(0),
      static_cast<int>(out.size(0)), cut ? CUBLAS_COMPUTE_32F_FAST_TF32 : CUBLAS_COMPUTE_32F,
      CUBLAS_GEMM_DEFAULT);
  TORCH_CHECK(status == CUBLAS_STATUS_SUCCESS, "cuBLAS: a product failed with ", int{status});
}

}  // namespace
}  // namespace mlrun

extern "C" const mlrun::LayerApi* mlrun_layer_api() {
  static const mlrun::LayerApi api{&mlrun::fault,       &mlrun::pieces_pay, &mlrun::split_left,
                                   &mlrun::split_right, &mlrun::draw_kept,  &mlrun::activate,
                                   &mlrun::descend,     &mlrun::product};
  return &api;
}
