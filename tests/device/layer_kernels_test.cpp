#include <torch/types.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "support/device_source.h"
#include "support/layer_reference.h"

namespace {

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wcast-align"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
namespace kernel {
#include "device/layer_kernels.cu"
}  // namespace kernel
#pragma GCC diagnostic pop

constexpr unsigned kBlocks = 2;
constexpr unsigned kRows = 3;
constexpr unsigned kStrips = kBlocks * kRows;

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

kernel::Pieces pieces_of(const at::Tensor& pieces, bool reversed = false) {
  const int64_t count = pieces.size(0);
  auto* first = pieces.select(0, reversed ? count - 1 : 0).data_ptr();
  return {static_cast<unsigned short*>(first), reversed ? -pieces.stride(0) : pieces.stride(0),
          pieces.stride(1), static_cast<int>(count)};
}

at::Tensor empty_pieces(int64_t p, int64_t rows, int64_t columns) {
  return torch::full({rows, p, columns}, -7, at::kBFloat16).permute({1, 0, 2});
}

bool same(const at::Tensor& a, const at::Tensor& b) {
  return at::equal(a.contiguous().view(at::kShort), b.contiguous().view(at::kShort));
}

}  // namespace

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("the device's source splits numbers as LibTorch rounds them, filled up with zeros") {
  torch::manual_seed(1);
  for (const int64_t columns : {1, 8, 13, 21}) {
    const int64_t padded = (columns + 7) / 8 * 8;
    const at::Tensor values =
        torch::randn({7, columns}) * torch::exp(8 * torch::randn({7, columns}));
    for (const bool reversed : {false, true}) {
      const at::Tensor got = empty_pieces(3, 7, padded);
      const at::Tensor wanted = empty_pieces(3, 7, padded);
      split_layer(values, wanted, reversed);
      launch(padded, [&] {
        kernel::split(values.const_data_ptr<float>(), pieces_of(got, reversed), 7,
                      static_cast<int>(columns), static_cast<int>(padded));
      });
      CHECK(same(got, wanted));
      // 24 bits of a number are three pieces of 8.
      const at::Tensor sum = got.to(at::kDouble).sum(0).narrow(1, 0, columns);
      CHECK(at::equal(sum.to(at::kFloat), values));
    }
  }
}

TEST_CASE("what is not a number or infinite stays so in its first piece") {
  const at::Tensor values =
      torch::tensor({NAN, -NAN, INFINITY, -INFINITY, 0.0F, -0.0F, 1e-40F, 3e38F});
  const at::Tensor got = empty_pieces(1, 1, 8);
  launch(8, [&] { kernel::split(values.const_data_ptr<float>(), pieces_of(got), 1, 8, 8); });
  const at::Tensor first = got.to(at::kFloat).flatten();
  CHECK(at::isnan(first).sum().item<int64_t>() == 2);
  CHECK(first[2].item<float>() == INFINITY);
  CHECK(first[3].item<float>() == -INFINITY);
  CHECK(first[7].item<float>() == Approx(3e38F).epsilon(0.004));
}

TEST_CASE("the device's source activates and descends as LibTorch does") {
  torch::manual_seed(2);
  const int64_t rows = 17;
  const int64_t columns = 24;
  const at::Tensor sums = torch::randn({rows, columns});
  const at::Tensor bias = torch::randn({columns});
  const at::Tensor grad = torch::randn({rows, columns});
  const at::Tensor some = torch::rand({rows, columns}).gt(0.3).to(at::kByte);
  for (const at::Tensor& kept : {at::Tensor(), some}) {
    const auto* mask = kept.defined() ? kept.const_data_ptr<uint8_t>() : nullptr;
    const at::Tensor got = empty_pieces(3, rows, columns);
    const at::Tensor wanted = empty_pieces(3, rows, columns);
    activate_layer(sums, bias, kept, 1.25, wanted, {});
    launch(columns, [&] {
      kernel::activate(sums.const_data_ptr<float>(), bias.const_data_ptr<float>(), mask, 1.25F,
                       pieces_of(got), nullptr, rows, static_cast<int>(columns));
    });
    CHECK(same(got, wanted));
    const at::Tensor values = torch::full({rows, columns}, -7.0F);
    const at::Tensor wanted_values = torch::empty({rows, columns});
    activate_layer(sums, bias, kept, 1.25, {}, wanted_values);
    launch(columns, [&] {
      kernel::activate(sums.const_data_ptr<float>(), bias.const_data_ptr<float>(), mask, 1.25F, {},
                       values.data_ptr<float>(), rows, static_cast<int>(columns));
    });
    CHECK(at::equal(values, wanted_values));

    const at::Tensor wanted_sums = descend_layer(grad, values, 1.25, wanted);
    for (const bool halves : {false, true}) {
      const at::Tensor strips = torch::full({int64_t{kStrips}, columns}, -7.0F);
      const at::Tensor back = empty_pieces(3, rows, columns);
      launch(columns, [&] {
        if (halves) {
          kernel::descend_pieces(grad.const_data_ptr<float>(), pieces_of(got).first, got.stride(1),
                                 1.25F, pieces_of(back), strips.data_ptr<float>(), rows,
                                 static_cast<int>(columns));
        } else {
          kernel::descend_values(grad.const_data_ptr<float>(), values.const_data_ptr<float>(),
                                 columns, 1.25F, pieces_of(back), strips.data_ptr<float>(), rows,
                                 static_cast<int>(columns));
        }
      });
      CHECK(at::equal(back.to(at::kFloat), wanted.to(at::kFloat)));
      CHECK(at::allclose(strips.sum(0, true), wanted_sums, 1e-5, 1e-6));
    }
  }
}
