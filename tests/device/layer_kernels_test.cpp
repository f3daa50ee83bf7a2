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

kernel::Matrix place_of(const at::Tensor& matrix, bool right = false) {
  if (matrix.scalar_type() == at::kFloat) {
    return {matrix.data_ptr<float>(), nullptr, 0, matrix.stride(1), 0, 0};
  }
  return {nullptr,
          static_cast<unsigned short*>(matrix.data_ptr()),
          matrix.stride(0),
          matrix.stride(1),
          matrix.size(0) == 6 ? 3 : 1,
          right ? 1 : 0};
}

at::Tensor empty_pieces(int64_t blocks, int64_t rows, int64_t columns) {
  return torch::full({rows, blocks, columns}, -7, at::kBFloat16).permute({1, 0, 2});
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
    for (const bool right : {false, true}) {
      const at::Tensor got = empty_pieces(6, 7, padded);
      const at::Tensor other = empty_pieces(6, 7, padded);
      const at::Tensor wanted = empty_pieces(6, 7, padded);
      split_matrix(values, wanted, right);
      launch(padded, [&] {
        kernel::split(values.const_data_ptr<float>(), place_of(got, right), place_of(other, right),
                      7, static_cast<int>(columns), static_cast<int>(padded));
      });
      CHECK(same(got, wanted));
      CHECK(same(other, wanted));
      // 24 bits of a number are three pieces of 8.
      const at::Tensor sum = got.narrow(0, 0, 3).to(at::kDouble).sum(0).narrow(1, 0, columns);
      CHECK(at::equal(sum.to(at::kFloat), values));
    }
  }
}

TEST_CASE("left and right pieces stand so that block by block the products follow that count") {
  const at::Tensor x = torch::tensor({1.2345678F}).view({1, 1});
  const at::Tensor left = empty_pieces(6, 1, 8);
  const at::Tensor right = empty_pieces(6, 1, 8);
  launch(8, [&] {
    kernel::split(x.const_data_ptr<float>(), place_of(left), {}, 1, 1, 8);
    kernel::split(x.const_data_ptr<float>(), place_of(right, true), {}, 1, 1, 8);
  });
  const auto piece = [](const at::Tensor& pieces, int64_t i) {
    return pieces[i][0][0].item<float>();
  };
  const float one = piece(left, 0);
  const float two = piece(left, 1);
  const float three = piece(left, 2);
  CHECK(one + two + three == 1.2345678F);
  const std::vector<float> lefts = {one, two, three, one, two, one};
  const std::vector<float> rights = {three, two, one, two, one, one};
  for (size_t i = 0; i < 6; ++i) {
    CHECK(piece(left, static_cast<int64_t>(i)) == lefts[i]);
    CHECK(piece(right, static_cast<int64_t>(i)) == rights[i]);
  }
}

TEST_CASE("what is not a number or infinite stays so in its first piece") {
  const at::Tensor values =
      torch::tensor({NAN, -NAN, INFINITY, -INFINITY, 0.0F, -0.0F, 1e-40F, 3e38F});
  const at::Tensor got = empty_pieces(1, 1, 8);
  launch(8, [&] { kernel::split(values.const_data_ptr<float>(), place_of(got), {}, 1, 8, 8); });
  const at::Tensor first = got.to(at::kFloat).flatten();
  CHECK(at::isnan(first).sum().item<int64_t>() == 2);
  CHECK(first[2].item<float>() == INFINITY);
  CHECK(first[3].item<float>() == -INFINITY);
  CHECK(first[7].item<float>() == Approx(3e38F).epsilon(0.004));
}

TEST_CASE("Philox gives the numbers of its authors' known answers") {
  struct Known {
    kernel::Random4 counter;
    unsigned key_x, key_y;
    kernel::Random4 answer;
  };
  const Known all[] = {{{0, 0, 0, 0}, 0, 0, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
                       {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
                        0xffffffff,
                        0xffffffff,
                        {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
                       {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
                        0xa4093822,
                        0x299f31d0,
                        {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}}};
  for (const auto& known : all) {
    const kernel::Random4 got = kernel::philox(known.counter, known.key_x, known.key_y);
    CHECK(got.x == known.answer.x);
    CHECK(got.y == known.answer.y);
    CHECK(got.z == known.answer.z);
    CHECK(got.w == known.answer.w);
  }
}

TEST_CASE("masks keep the share that they should, others at each place of the generator") {
  constexpr int64_t kRows2 = 200;
  constexpr int kColumns = 48;
  const auto draw = [](kernel::Draws draws) {
    const at::Tensor kept = torch::full({kRows2, kColumns}, 9, at::kByte);
    launch(kColumns, [&] { kernel::draw_kept(kept.data_ptr<uint8_t>(), draws, kRows2, kColumns); });
    return kept;
  };
  kernel::Draws draws{7, 8, nullptr, nullptr, 0xC0000000U, 1};  // 3 of 4 are kept
  const at::Tensor first = draw(draws);
  CHECK(first.max().item<int>() == 1);
  CHECK(first.to(at::kFloat).mean().item<double>() == Approx(0.75).margin(0.02));
  CHECK(at::equal(first, draw(draws)));
  draws.offset = 12;
  CHECK_FALSE(at::equal(first, draw(draws)));
  // A graph that runs finds seed and place in memory.
  const long long seed = 7;
  const long long place = 4;
  CHECK(at::equal(first, draw({0, 4, &seed, &place, 0xC0000000U, 1})));
  draws.some = 0;
  CHECK(draw(draws).min().item<int>() == 1);
}

namespace {

// A layer's numbers, and what the reference makes of them.
struct Numbers {
  static constexpr int64_t kRowCount = 18;
  static constexpr int kColumns = 24;
  at::Tensor sums = torch::randn({kRowCount, kColumns});
  at::Tensor bias = torch::randn({kColumns});
  kernel::Draws draws{3, 16, nullptr, nullptr, 0xB0000000U, 0};
};

at::Tensor empty_matrix(bool whole) {
  if (whole) return torch::full({1, Numbers::kRowCount, Numbers::kColumns}, -7.0F);
  return empty_pieces(6, Numbers::kRowCount, Numbers::kColumns);
}

at::Tensor mask_of(const kernel::Draws& draws) {
  const at::Tensor kept = torch::empty({Numbers::kRowCount, Numbers::kColumns}, at::kByte);
  launch(Numbers::kColumns, [&] {
    kernel::draw_kept(kept.data_ptr<uint8_t>(), draws, Numbers::kRowCount, Numbers::kColumns);
  });
  return kept;
}

}  // namespace

TEST_CASE("the device's source activates as LibTorch does, with the masks that it would draw") {
  torch::manual_seed(2);
  Numbers n;
  for (n.draws.some = 0; n.draws.some < 2; ++n.draws.some) {
    const at::Tensor kept = mask_of(n.draws);
    for (const bool whole : {false, true}) {
      const at::Tensor got = empty_matrix(whole);
      const at::Tensor wanted = empty_matrix(whole);
      activate_with(n.sums, n.bias, kept, 1.25, wanted);
      launch(n.kColumns, [&] {
        kernel::activate(n.sums.const_data_ptr<float>(), n.bias.const_data_ptr<float>(), n.draws,
                         1.25F, place_of(got), n.kRowCount, n.kColumns);
      });
      CHECK(at::equal(got, wanted));
    }
  }
}

TEST_CASE("the device's source descends as LibTorch does, whatever the order of the gradient") {
  torch::manual_seed(3);
  constexpr int64_t kOuter = 6;
  constexpr int64_t kInner = 3;
  const Numbers n;
  const at::Tensor values = torch::randn({n.kRowCount, n.kColumns}).relu();
  const at::Tensor halves = empty_pieces(6, n.kRowCount, n.kColumns);
  split_matrix(values, halves, false);
  const at::Tensor plain = torch::randn({kOuter, kInner, n.kColumns});
  const at::Tensor crossed = torch::randn({kInner, kOuter, n.kColumns}).transpose(0, 1);
  for (const at::Tensor& grad : {plain, crossed}) {
    const kernel::Rows rows{grad.const_data_ptr<float>(), grad.stride(0), grad.stride(1), kInner};
    for (const bool by_pieces : {false, true}) {
      const at::Tensor wanted = empty_matrix(!by_pieces);
      const at::Tensor wanted_sums = descend_layer(grad, values, 1.25, wanted);
      const at::Tensor strips = torch::full({int64_t{kStrips}, n.kColumns}, -7.0F);
      const at::Tensor back = empty_matrix(!by_pieces);
      launch(n.kColumns, [&] {
        if (by_pieces) {
          kernel::descend_pieces(rows, place_of(halves).first, halves.stride(1), 1.25F,
                                 place_of(back), strips.data_ptr<float>(), n.kRowCount, n.kColumns);
        } else {
          kernel::descend_values(rows, values.const_data_ptr<float>(), n.kColumns, 1.25F,
                                 place_of(back), strips.data_ptr<float>(), n.kRowCount, n.kColumns);
        }
      });
      CHECK(at::equal(back.to(at::kFloat), wanted.to(at::kFloat)));
      const at::Tensor sums = torch::full({n.kColumns}, -7.0F);
      launch(n.kColumns * 4, [&] {
        kernel::sum_strips(strips.const_data_ptr<float>(), sums.data_ptr<float>(),
                           static_cast<int>(kStrips), n.kColumns);
      });
      CHECK(at::allclose(sums, wanted_sums, 1e-5, 1e-6));
    }
  }
}
