// In libmlrun_cuda_kernels.so: what members have of their own around layers that they share
// (layer_api.h), on NVIDIA devices.
#include <ATen/ops/empty.h>

#include <algorithm>
#include <numeric>

#include "device/cuda_layer_kernels.h"

namespace mlrun::cuda_layers {
namespace {

// As in member_kernels.cu.
struct Members {
  int members = 1;
  int share = 1;
};

Members members_of(const at::Tensor& x, const at::Tensor& factors) {
  return {static_cast<int>(factors.size(0)), static_cast<int>(factors.size(0) / x.size(1))};
}

// Of threads whose rows are all of one member: a multiple of them in all.
dim3 member_grid(int64_t rows, int64_t columns, int64_t members) {
  dim3 grid = grid_of(rows, columns, kRowsOfThread);
  const int64_t least = std::max<int64_t>(1, std::lcm(members, int64_t{kRows}) / kRows);
  const int64_t times =
      std::clamp<int64_t>(grid.y / least, 1, std::max<int64_t>(1, kMostBlocks / least));
  grid.y = static_cast<unsigned>(least * times);
  return grid;
}

at::Tensor empty_strips(const dim3& grid, int64_t columns, const at::Tensor& like) {
  return at::empty({int64_t{grid.y} * kRows, columns}, like.options().dtype(at::kFloat));
}

// [strips, c] of members in turn -> [members, c].
at::Tensor sum_by_member(const at::Tensor& strips, int64_t members) {
  const at::Tensor by_member = strips.view({strips.size(0) / members, members * strips.size(1)});
  return sum_of_strips(by_member).view({members, strips.size(1)});
}

at::Tensor gradient_of_factors(const at::Tensor& grad, const at::Tensor& x,
                               const at::Tensor& factors, const SumLevels& levels) {
  constexpr int64_t kColumns = 4;
  const int64_t columns = factors.size(1);
  const int64_t across = (columns + kColumns - 1) / kColumns * kColumns;
  const dim3 grid = member_grid(grad.size(0), columns, factors.size(0));
  const at::Tensor strips = empty_strips(grid, across, grad);
  launch(kernels().of(grad).gather_factors, grid, kBlock, grad.const_data_ptr(), x.const_data_ptr(),
         members_of(x, factors), places_of(levels), strips.data_ptr(), count_of(grad.size(0)),
         static_cast<int>(columns), static_cast<int>(grad.size(1)), static_cast<int>(across));
  return sum_by_member(strips, factors.size(0)).narrow(1, 0, columns).contiguous();
}

}  // namespace

void scale_members(const at::Tensor& x, const at::Tensor& factors, const at::Tensor& matrix,
                   const SumLevels& levels) {
  const int64_t rows = x.size(0) * factors.size(0);
  launch(kernels().of(x).scale_members, grid_of(rows, matrix.size(2), 2), kBlock,
         x.const_data_ptr(), factors.const_data_ptr(), members_of(x, factors), place_of(matrix),
         places_of(levels), count_of(rows), static_cast<int>(x.size(2)),
         static_cast<int>(matrix.size(2)));
}

MemberGradients gather_members(const at::Tensor& grad, const at::Tensor& x,
                               const at::Tensor& factors, bool of_x, const SumLevels& levels) {
  MemberGradients gradients{{}, gradient_of_factors(grad, x, factors, levels)};
  if (!of_x) return gradients;
  gradients.x = at::empty(x.sizes(), x.options());
  const int64_t rows = x.size(0) * x.size(1);
  launch(kernels().of(grad).gather_rows, grid_of(rows, x.size(2)), kBlock, grad.const_data_ptr(),
         factors.const_data_ptr(), members_of(x, factors), places_of(levels),
         gradients.x.data_ptr(), count_of(rows), static_cast<int>(x.size(2)),
         static_cast<int>(grad.size(1)));
  return gradients;
}

at::Tensor heads(const at::Tensor& y, const at::Tensor& weight, const at::Tensor& bias) {
  constexpr int64_t kWarps = 4;
  const int64_t members = weight.size(0);
  at::Tensor out = at::empty({y.size(0) / members, members, 1}, y.options());
  const auto blocks = static_cast<unsigned>((y.size(0) + kWarps - 1) / kWarps);
  launch(kernels().of(y).heads, blocks, dim3(kWarps * kLanes), y.const_data_ptr(),
         weight.const_data_ptr(), bias.const_data_ptr(), out.data_ptr(), static_cast<int>(members),
         count_of(y.size(0)), static_cast<int>(y.size(1)));
  return out;
}

HeadGradients descend_heads(const at::Tensor& grad, const at::Tensor& weight, const at::Tensor& y,
                            double scale, const at::Tensor& matrix, const SumLevels& levels) {
  const dim3 grid = member_grid(y.size(0), y.size(1), weight.size(0));
  const at::Tensor sums = empty_strips(grid, y.size(1), y);
  const at::Tensor weight_sums = empty_strips(grid, y.size(1), y);
  launch(kernels().of(y).descend_heads, grid, kBlock, grad.const_data_ptr(),
         weight.const_data_ptr(), static_cast<int>(weight.size(0)), y.const_data_ptr(),
         static_cast<float>(scale), place_of(matrix), places_of(levels), sums.data_ptr(),
         weight_sums.data_ptr(), count_of(y.size(0)), static_cast<int>(y.size(1)));
  return {sum_of_strips(sums), sum_by_member(weight_sums, weight.size(0))};
}

}  // namespace mlrun::cuda_layers
