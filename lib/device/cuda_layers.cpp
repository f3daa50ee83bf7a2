// In libmlrun_cuda_kernels.so: hidden layers as one piece of work (layer_api.h) on NVIDIA devices.
#include <ATen/cuda/CUDAContext.h>
#include <ATen/cuda/CUDAGeneratorImpl.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <mutex>
#include <set>

#include "device/cuda_layer_kernels.h"

namespace mlrun::cuda_layers {
namespace {

// As in layer_kernels.cu.
// NOLINTBEGIN(google-runtime-int): the device's types
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

struct Trace {
  const void* y = nullptr;
  long long next_row = 0;
  unsigned infinite = 0;
};
// NOLINTEND(google-runtime-int)

std::string fault(const at::Device& device) {
  constexpr int kBfloat16 = 8;  // the first capability whose matrix units multiply it
  if (at::cuda::getDeviceProperties(device.index())->major < kBfloat16) {
    return "its matrix units know no bfloat16";
  }
  return kernels().prepare(device);
}

// Where the matrix units do numbers of 16 bits at 8 times the rate of fp32 or more, three products
// of pieces are faster than one of whole numbers: the data centre's (A100, H100, B200, B300).
// Others of the same generations do it at 2 to 4 times the rate. A small product is as fast either
// way.
int64_t pieces_for(const at::Device& device, double multiply_adds) {
  constexpr double kLeast = 3e8;
  static const std::set<std::pair<int, int>> fast = {{8, 0}, {9, 0}, {10, 0}, {10, 3}};
  const auto* properties = at::cuda::getDeviceProperties(device.index());
  const bool pays =
      multiply_adds >= kLeast && fast.contains({properties->major, properties->minor});
  return pays ? 2 : 0;
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
  launch(kernels().of(like).draw_kept, grid_of(rows, columns), kBlock, kept.data_ptr(),
         next_draws(like, dropout), count_of(rows), static_cast<int>(columns));
  return kept;
}

void activate(const at::Tensor& sums, const at::Tensor& bias, double dropout,
              const at::Tensor& matrix, const SumLevels& levels) {
  launch(kernels().of(sums).activate, grid_of(sums.size(0), sums.size(1), 2), kBlock,
         sums.const_data_ptr(), bias.const_data_ptr(), next_draws(sums, dropout),
         static_cast<float>(1 / (1 - dropout)), place_of(matrix), places_of(levels),
         count_of(sums.size(0)), static_cast<int>(sums.size(1)));
}

Trace trace_of(const at::Tensor& y) {
  constexpr unsigned kInfiniteBfloat16 = 0x7f80;
  constexpr unsigned kInfiniteFp16 = 0x7c00;
  return {y.const_data_ptr(), count_of(y.stride(0)),
          y.scalar_type() == at::kHalf ? kInfiniteFp16 : kInfiniteBfloat16};
}

at::Tensor descend(const at::Tensor& grad, const at::Tensor& y, double scale,
                   const at::Tensor& matrix, const SumLevels& levels) {
  const int64_t rows = y.size(0);
  const dim3 grid = grid_of(rows, y.size(1), kRowsOfThread);
  const at::Tensor sums = at::empty({int64_t{grid.y} * kRows, y.size(1)}, grad.options());
  const Rows from{grad.const_data_ptr(), grad.stride(0), grad.stride(1),
                  static_cast<int>(grad.size(1))};
  const Kernels& all = kernels().of(grad);
  launch(y.scalar_type() == at::kFloat ? all.descend_values : all.descend_pieces, grid, kBlock,
         from, trace_of(y), static_cast<float>(scale), place_of(matrix), places_of(levels),
         sums.data_ptr(), count_of(rows), static_cast<int>(y.size(1)));
  return sum_of_strips(sums);
}

LayerApi layers() {
  return {&fault,         &pieces_for,     &measure, &split_left,   &split_right,
          &draw_kept,     &activate,       &descend, &product,      &add_up,
          &scale_members, &gather_members, &heads,   &descend_heads};
}

}  // namespace

at::Tensor sum_of_strips(const at::Tensor& sums) {
  constexpr int64_t kWarps = 4;
  at::Tensor out = at::empty({sums.size(1)}, sums.options());
  const auto blocks = static_cast<unsigned>((sums.size(1) / 4 + kWarps - 1) / kWarps);
  launch(kernels().of(sums).sum_strips, blocks, dim3(kWarps * 32), sums.const_data_ptr(),
         out.data_ptr(), static_cast<int>(sums.size(0)), static_cast<int>(sums.size(1)));
  return out;
}

}  // namespace mlrun::cuda_layers

extern "C" const mlrun::LayerApi* mlrun_layer_api() {
  static const mlrun::LayerApi api = mlrun::cuda_layers::layers();
  return &api;
}
