#include <torch/types.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "support/layer_reference.h"
#include "support/layer_source.h"

using namespace mlrun;
using namespace mlrun::test;

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

at::Tensor empty_matrix(int64_t p) {
  if (p == 0) return torch::full({1, Numbers::kRowCount, Numbers::kColumns}, -7.0F);
  return empty_pieces(p, Numbers::kRowCount, Numbers::kColumns);
}

// Of sums of 5 products of scaled factors, of fp16 only; with a level of their own to fill in.
SumLevels some_levels(int64_t p) {
  if (p != 2) return {};
  return {torch::tensor({4.0F, 3.0F}), torch::tensor({0.5F, 0.4F}), 5, torch::tensor({2.5F, 2.5F}),
          torch::zeros({2})};
}

void check_same(const at::Tensor& got, const at::Tensor& wanted) {
  CHECK(at::equal(got.to(at::kFloat), wanted.to(at::kFloat)));
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
    for (const int64_t p : {0, 1, 2, 3}) {
      const at::Tensor got = empty_matrix(p);
      const at::Tensor wanted = empty_matrix(p);
      const SumLevels levels = some_levels(p);
      const SumLevels wanted_levels = some_levels(p);
      const at::Tensor sums = p == 2 ? n.sums * 32768 : n.sums;
      activate_with(sums, n.bias, kept, 1.25, wanted, wanted_levels);
      launch(n.kColumns, [&] {
        kernel::activate(sums.const_data_ptr<float>(), n.bias.const_data_ptr<float>(), n.draws,
                         1.25F, place_of(got), places_of(levels), n.kRowCount, n.kColumns);
      });
      check_same(got, wanted);
      if (p != 2) continue;
      CHECK(at::equal(levels.out, wanted_levels.out));
      CHECK(levels.out[0].item<float>() == Approx((3 * 0.4 * 5 + 2.5) * 1.25));
      CHECK(levels.out[1].item<float>() > 0);
    }
  }
}

namespace {

// The way back of y by the kernels: what was stored, and the sums over rows.
struct Descended {
  at::Tensor matrix;
  at::Tensor sums;
};

Descended descend(const at::Tensor& grad, const at::Tensor& y, const SumLevels& levels, int64_t p) {
  const Numbers n;
  const kernel::Rows rows{grad.const_data_ptr<float>(), grad.stride(0), grad.stride(1),
                          static_cast<int>(grad.size(1))};
  const at::Tensor strips = torch::full({int64_t{kStrips}, n.kColumns}, -7.0F);
  const Descended got{empty_matrix(p), torch::full({n.kColumns}, -7.0F)};
  launch(n.kColumns, [&] {
    if (p == 0) {
      kernel::descend_values(rows, {y.const_data_ptr<float>(), n.kColumns, 0}, 1.25F,
                             place_of(got.matrix), places_of(levels), strips.data_ptr<float>(),
                             n.kRowCount, n.kColumns);
    } else {
      kernel::descend_pieces(rows, {place_of(y).first, y.stride(1), p == 2 ? 0x7c00U : 0x7f80U},
                             1.25F, place_of(got.matrix), places_of(levels),
                             strips.data_ptr<float>(), n.kRowCount, n.kColumns);
    }
  });
  launch(n.kColumns * 4, [&] {
    kernel::sum_strips(strips.const_data_ptr<float>(), got.sums.data_ptr<float>(),
                       static_cast<int>(kStrips), n.kColumns);
  });
  return got;
}

}  // namespace

TEST_CASE("the device's source descends as LibTorch does, whatever the order of the gradient") {
  torch::manual_seed(3);
  constexpr int64_t kOuter = 6;
  constexpr int64_t kInner = 3;
  const Numbers n;
  const at::Tensor values = torch::randn({n.kRowCount, n.kColumns}).relu();
  const at::Tensor plain = torch::randn({kOuter, kInner, n.kColumns});
  const at::Tensor crossed = torch::randn({kInner, kOuter, n.kColumns}).transpose(0, 1);
  for (const at::Tensor& grad : {plain, crossed}) {
    for (const int64_t p : {0, 1, 2, 3}) {
      const SumLevels levels = some_levels(p);
      const SumLevels wanted_levels = some_levels(p);
      at::Tensor y = values;
      if (p > 0) {
        y = empty_pieces(p, n.kRowCount, n.kColumns);
        split_matrix(values, y, false, p == 2 ? torch::tensor({4.0F, 4.0F}) : at::Tensor());
      }
      const at::Tensor scaled = p == 2 ? grad * 32768 : grad;
      const Descended got = descend(scaled, y, levels, p);
      const at::Tensor wanted = empty_matrix(p);
      const at::Tensor wanted_sums = descend_layer(scaled, values, 1.25, wanted, wanted_levels);
      check_same(got.matrix, wanted);
      CHECK(at::allclose(got.sums, wanted_sums, 1e-5, 1e-6));
      if (p == 2) CHECK(at::equal(levels.out, wanted_levels.out));
    }
  }
}

TEST_CASE("a gradient as it is has a level of its own, and what is not a number is no output") {
  const at::Tensor grad = torch::full({18, 1, 24}, 3.0F);
  at::Tensor y = empty_pieces(2, 18, 24);
  y.fill_(1);
  y[0][0][0] = NAN;
  y[0][0][1] = INFINITY;
  y[0][0][2] = 0;
  y[0][0][3] = -1;
  const SumLevels levels{torch::tensor({3.0F, 3.0F}), {}, 1, {}, torch::zeros({2})};
  const Descended got = descend(grad, y, levels, 2);
  CHECK(levels.out[0].item<float>() == 3.75F);
  CHECK(levels.out[1].item<float>() == 3.75F);
  const at::Tensor first = got.matrix[0][0].to(at::kFloat) / std::ldexp(1.0F, 13);
  CHECK(first[0].item<float>() == 0);
  CHECK(first[1].item<float>() == 3.75F);
  CHECK(first[2].item<float>() == 0);
  CHECK(first[3].item<float>() == 0);
  CHECK(got.sums[0].item<float>() == Approx(17 * 3.75));
  CHECK(got.sums[1].item<float>() == Approx(18 * 3.75));
}
