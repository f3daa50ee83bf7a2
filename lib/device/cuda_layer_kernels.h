#pragma once

// What cuda_pieces.cpp, cuda_layers.cpp and cuda_members.cpp, of libmlrun_cuda_kernels.so, share:
// the kernels of piece_, layer_ and member_kernels.cu, and the types of their arguments.

#include "device/cuda_source.h"
#include "device/layer_api.h"

namespace mlrun::cuda_layers {

// NOLINTBEGIN(google-runtime-int): the device's types
struct Matrix {
  void* values = nullptr;
  void* first = nullptr;
  long long next_block = 0;
  long long next_row = 0;
  int count = 0;
  int right = 0;
};

struct Levels {
  const void* left = nullptr;
  const void* right = nullptr;
  const void* added = nullptr;
  void* out = nullptr;
  float terms = 1;
};

inline long long count_of(int64_t rows) { return rows; }
// NOLINTEND(google-runtime-int)

struct Kernels {
  explicit Kernels(int device);
  CudaSource source;
  cudaKernel_t split, measure, add_up, draw_kept, activate, descend_values, descend_pieces,
      sum_strips, scale_members, gather_rows, gather_factors, heads, descend_heads;
};

KernelsOfDevices<Kernels>& kernels();

// Nothing where the matrix is undefined.
Matrix place_of(const at::Tensor& matrix, bool right = false);
Levels places_of(const SumLevels& levels);

constexpr int64_t kMostBlocks = 65535;  // in y
constexpr unsigned kLanes = 32;
constexpr unsigned kRows = 8;
constexpr int64_t kRowsOfThread = 8;  // at the most, of kernels that sum over rows
inline const dim3 kBlock(kLanes, kRows);

// A block for every kLanes threads' columns and every kRows threads' rows; a thread has up to
// most_rows of them, one after the other, where there are blocks enough.
dim3 grid_of(int64_t rows, int64_t columns, int64_t most_rows = 1, int64_t columns_of_thread = 4);

// As LayerApi has them.
void measure(const std::vector<at::Tensor>& values, const std::vector<at::Tensor>& levels);
void split_left(const at::Tensor& values, const at::Tensor& pieces, const at::Tensor& level);
void split_right(const at::Tensor& values, const at::Tensor& one, const at::Tensor& other,
                 const at::Tensor& level);
void product(const at::Tensor& a, const at::Tensor& b, const at::Tensor& out, bool add);
at::Tensor add_up(const at::Tensor& sums, int64_t columns, const SumLevels& levels);
void scale_members(const at::Tensor& x, const at::Tensor& factors, const at::Tensor& matrix,
                   const SumLevels& levels);
MemberGradients gather_members(const at::Tensor& grad, const at::Tensor& x,
                               const at::Tensor& factors, bool of_x, const SumLevels& levels);
at::Tensor heads(const at::Tensor& y, const at::Tensor& weight, const at::Tensor& bias);
HeadGradients descend_heads(const at::Tensor& grad, const at::Tensor& weight, const at::Tensor& y,
                            double scale, const at::Tensor& matrix, const SumLevels& levels);

// [strips, c] -> [c].
at::Tensor sum_of_strips(const at::Tensor& sums);

}  // namespace mlrun::cuda_layers
