#include <torch/types.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "support/layer_reference.h"
#include "support/layer_source.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

void split(const at::Tensor& values, const at::Tensor& pieces, bool right,
           const at::Tensor& level = {}) {
  const int64_t padded = pieces.size(2);
  launch(padded, [&] {
    kernel::split(values.const_data_ptr<float>(), place_of(pieces, right), {},
                  place_of_level(level), values.size(0), static_cast<int>(values.size(1)),
                  static_cast<int>(padded));
  });
}

at::Tensor level_of(const at::Tensor& values) {
  const at::Tensor level = torch::zeros({2});
  measure_levels({values}, {level});
  return level;
}

}  // namespace

TEST_CASE("the device's source splits numbers as LibTorch rounds them, filled up with zeros") {
  torch::manual_seed(1);
  for (const int64_t p : {1, 2, 3}) {
    for (const int64_t columns : {1, 8, 13, 21}) {
      const int64_t padded = (columns + 7) / 8 * 8;
      const at::Tensor values =
          torch::randn({7, columns}) * torch::exp(8 * torch::randn({7, columns}));
      const at::Tensor level = p == 2 ? level_of(values) : at::Tensor();
      for (const bool right : {false, true}) {
        const at::Tensor got = empty_pieces(p, 7, padded);
        const at::Tensor wanted = empty_pieces(p, 7, padded);
        split_matrix(values, wanted, right, level);
        split(values, got, right, level);
        CHECK(same_bits(got, wanted));
        if (p != 3) continue;
        // 24 bits of a number are three pieces of 8.
        const at::Tensor sum = got.narrow(0, 0, 3).to(at::kDouble).sum(0).narrow(1, 0, columns);
        CHECK(at::equal(sum.to(at::kFloat), values));
      }
    }
  }
}

TEST_CASE("a right factor goes to two places at once") {
  const at::Tensor values = torch::randn({7, 13});
  const at::Tensor one = empty_pieces(3, 7, 16);
  const at::Tensor other = empty_pieces(3, 7, 16);
  launch(16, [&] {
    kernel::split(values.const_data_ptr<float>(), place_of(one, true), place_of(other, true),
                  nullptr, 7, 13, 16);
  });
  CHECK(same_bits(one, other));
  CHECK(one[5][0][0].item<float>() == values[0][0].to(at::kBFloat16).item<float>());
}

TEST_CASE("two pieces of fp16 hold 22 bits of all numbers near the largest, whatever it is") {
  torch::manual_seed(2);
  for (const float size : {1e-13F, 3e-5F, 1.0F, 65535.0F, 1e20F}) {
    const at::Tensor values = (torch::rand({40, 8}) * 2 - 1) * size;
    const at::Tensor level = level_of(values);
    CHECK(level[0].item<float>() == values.abs().max().item<float>());
    const at::Tensor got = empty_pieces(2, 40, 8);
    split(values, got, false, level);
    const int e = kernel::exponent(level[0].item<float>());
    const double scale = std::ldexp(1.0, e);
    CHECK(level[0].item<double>() * scale >= 16384);
    CHECK(level[0].item<double>() * scale < 32768);
    const at::Tensor sum = got.narrow(0, 0, 2).to(at::kDouble).sum(0) / scale;
    const double most = std::ldexp(size, -22);
    CHECK((sum - values.to(at::kDouble)).abs().max().item<double>() <= most / 2);
  }
}

TEST_CASE("scales of fp16 end at 2^60, and of nothing but zeros nothing becomes other") {
  CHECK(kernel::exponent(0.0F) == 60);
  CHECK(kernel::exponent(1.0F) == 14);
  CHECK(kernel::exponent(1.9999F) == 14);
  CHECK(kernel::exponent(2.0F) == 13);
  CHECK(kernel::exponent(INFINITY) == -60);
  CHECK(kernel::exponent(NAN) == -60);
  CHECK(kernel::power(-120) == std::ldexp(1.0F, -120));
  CHECK(kernel::power(120) == std::ldexp(1.0F, 120));
  const at::Tensor zeros = torch::zeros({3, 8});
  const at::Tensor got = empty_pieces(2, 3, 8);
  split(zeros, got, false, level_of(zeros));
  CHECK(got.abs().max().item<float>() == 0);
}

TEST_CASE("left and right pieces stand so that block by block the products follow that count") {
  const at::Tensor x = torch::tensor({1.2345678F}).view({1, 1});
  const at::Tensor left = empty_pieces(3, 1, 8);
  const at::Tensor right = empty_pieces(3, 1, 8);
  split(x, left, false);
  split(x, right, true);
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
      torch::tensor({NAN, -NAN, INFINITY, -INFINITY, 0.0F, -0.0F, 1e-40F, 3e38F}).view({1, 8});
  for (const int64_t p : {1, 2}) {
    const at::Tensor got = empty_pieces(p, 1, 8);
    split(values, got, false, p == 2 ? level_of(values) : at::Tensor());
    const at::Tensor first = got[0].to(at::kFloat).flatten();
    CHECK(at::isnan(first).sum().item<int64_t>() == 2);
    CHECK(first[2].item<float>() == INFINITY);
    CHECK(first[3].item<float>() == -INFINITY);
    if (p == 1) CHECK(first[7].item<float>() == Approx(3e38F).epsilon(0.004));
  }
}

TEST_CASE("the device's source finds the largest of several matrices, or what is not a number") {
  torch::manual_seed(3);
  const std::vector<at::Tensor> values = {torch::randn({5, 7}), torch::zeros({3}),
                                          torch::randn({100}) * 1e6,
                                          torch::tensor({1.0F, NAN, -2.0F, -INFINITY})};
  const at::Tensor levels = torch::zeros({4, 2});
  kernel::Measured all{};
  for (size_t i = 0; i < values.size(); ++i) {
    all.values[i] = values[i].const_data_ptr<float>();
    all.numbers[i] = values[i].numel();
    all.level[i] = place_of_level(levels[static_cast<int64_t>(i)]);
  }
  launch(8, [&] { kernel::measure(all); });  // two matrices: blockIdx.y
  launch(8, [&] {
    kernel::Measured others{};
    for (size_t i = 0; i < 2; ++i) {
      others.values[i] = all.values[i + 2];
      others.numbers[i] = all.numbers[i + 2];
      others.level[i] = all.level[i + 2];
    }
    kernel::measure(others);
  });
  for (int64_t i = 0; i < 3; ++i) {
    CHECK(at::equal(levels[i], level_of(values[static_cast<size_t>(i)])));
  }
  CHECK(std::isnan(levels[3][0].item<float>()));
}

TEST_CASE("the device's source adds matrices up and takes out what scaled their factors") {
  torch::manual_seed(4);
  const at::Tensor sums = torch::randn({5, 9, 16});
  const at::Tensor left = torch::tensor({3.0F, 3.0F});
  const at::Tensor right = torch::tensor({0.01F, 0.01F});
  for (const SumLevels& levels : {SumLevels{}, SumLevels{left, right, 1, {}, {}}}) {
    const at::Tensor got = torch::full({9, 13}, -7.0F);
    launch(4 * 13, [&] {
      kernel::add_up(sums.const_data_ptr<float>(), places_of(levels), got.data_ptr<float>(), 5, 9,
                     16, 13);
    });
    CHECK(at::allclose(got, add_up_sums(sums, 13, levels), 1e-5, 1e-12));
  }
}
