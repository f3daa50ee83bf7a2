#include <torch/types.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "support/layer_reference.h"
#include "support/layer_source.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

constexpr int64_t kN = 8;
constexpr int64_t kMembers = 3;  // kStrips is a multiple of them
constexpr int64_t kRowCount = kN * kMembers;
static_assert(kStrips % kMembers == 0);

at::Tensor empty_matrix(int64_t p, int64_t columns) {
  if (p == 0) return torch::full({1, kRowCount, columns}, -7.0F);
  return empty_pieces(p, kRowCount, (columns + 7) / 8 * 8);
}

SumLevels some_levels(int64_t p) {
  if (p != 2) return {};
  return {torch::tensor({6.0F, 5.0F}), torch::tensor({4.0F, 3.5F}), 1, {}, torch::zeros({2})};
}

void check_same(const at::Tensor& got, const at::Tensor& wanted) {
  CHECK(at::equal(got.to(at::kFloat), wanted.to(at::kFloat)));
}

int share_of(const at::Tensor& x) { return static_cast<int>(kMembers / x.size(1)); }

// Threads of so many columns each, and strips' sums by member: [strips, c] -> [members, c].
at::Tensor by_member(const at::Tensor& strips) {
  return strips.view({kStrips / kMembers, kMembers, -1}).sum(0);
}

}  // namespace

TEST_CASE("the device's source multiplies each member's rows with its factors") {
  torch::manual_seed(1);
  for (const int64_t columns : {8, 13, 20}) {
    const at::Tensor factors = torch::randn({kMembers, columns});
    for (const int64_t own : {int64_t{1}, kMembers}) {
      const at::Tensor x = torch::randn({kN, own, columns});
      for (const int64_t p : {0, 1, 2, 3}) {
        if (p == 0 && columns % 4 != 0) continue;
        const at::Tensor got = empty_matrix(p, columns);
        const at::Tensor wanted = empty_matrix(p, columns);
        const SumLevels levels = some_levels(p);
        const SumLevels wanted_levels = some_levels(p);
        scale_members_rows(x, factors, wanted, wanted_levels);
        const int64_t padded = got.size(2);
        launch(padded, [&] {
          kernel::scale_members(x.const_data_ptr<float>(), factors.const_data_ptr<float>(),
                                {kMembers, share_of(x)}, place_of(got), places_of(levels),
                                kRowCount, static_cast<int>(columns), static_cast<int>(padded));
        });
        check_same(got, wanted);
        if (p != 2) continue;
        CHECK(at::equal(levels.out, wanted_levels.out));
        CHECK(levels.out[0].item<float>() == 5 * 3.5F);
      }
    }
  }
}

TEST_CASE("the device's source gathers what goes back to the rows and to the factors") {
  torch::manual_seed(2);
  for (const int64_t columns : {8, 13, 20}) {
    const int64_t lead = (columns + 7) / 8 * 8;
    const at::Tensor factors = torch::randn({kMembers, columns});
    const at::Tensor sums = torch::randn({kRowCount, lead});
    for (const int64_t own : {int64_t{1}, kMembers}) {
      const at::Tensor x = torch::randn({kN, own, columns});
      for (const int64_t p : {0, 2}) {
        const SumLevels levels = some_levels(p);
        const MemberGradients wanted = gather_member_rows(sums, x, factors, true, levels);
        const at::Tensor rows = torch::full(x.sizes(), -7.0F);
        const int64_t across = (columns + 3) / 4 * 4;
        const at::Tensor strips = torch::full({int64_t{kStrips}, across}, -7.0F);
        launch(columns, [&] {
          kernel::gather_rows(sums.const_data_ptr<float>(), factors.const_data_ptr<float>(),
                              {kMembers, share_of(x)}, places_of(levels), rows.data_ptr<float>(),
                              kN * own, static_cast<int>(columns), static_cast<int>(lead));
          kernel::gather_factors(sums.const_data_ptr<float>(), x.const_data_ptr<float>(),
                                 {kMembers, share_of(x)}, places_of(levels),
                                 strips.data_ptr<float>(), kRowCount, static_cast<int>(columns),
                                 static_cast<int>(lead), static_cast<int>(across));
        });
        CHECK(at::allclose(rows, wanted.x, 1e-5, 1e-12));
        CHECK(at::allclose(by_member(strips).narrow(1, 0, columns), wanted.factors, 1e-5, 1e-12));
      }
    }
  }
}

TEST_CASE("the device's source answers by a head of each member") {
  torch::manual_seed(3);
  for (const int64_t columns : {8, 40}) {
    const at::Tensor y = torch::randn({kRowCount, columns});
    const at::Tensor weight = torch::randn({kMembers, columns});
    const at::Tensor bias = torch::randn({kMembers});
    const at::Tensor out = torch::full({kN, kMembers, 1}, -7.0F);
    launch(4 * kRowCount, [&] {
      kernel::heads(y.const_data_ptr<float>(), weight.const_data_ptr<float>(),
                    bias.const_data_ptr<float>(), out.data_ptr<float>(), kMembers, kRowCount,
                    static_cast<int>(columns));
    });
    CHECK(at::allclose(out, heads_of_members(y, weight, bias), 1e-5, 1e-6));
  }
}

TEST_CASE("the device's source descends through heads and the relu below them at once") {
  torch::manual_seed(4);
  constexpr int64_t kColumns = 24;
  const at::Tensor grad = torch::randn({kN, kMembers, 1});
  const at::Tensor weight = torch::randn({kMembers, kColumns});
  const at::Tensor y = torch::randn({kRowCount, kColumns}).relu();
  for (const int64_t p : {0, 1, 2, 3}) {
    const at::Tensor got = empty_matrix(p, kColumns);
    const at::Tensor wanted = empty_matrix(p, kColumns);
    const SumLevels levels = some_levels(p);
    const SumLevels wanted_levels = some_levels(p);
    const HeadGradients all = descend_member_heads(grad, weight, y, 1.25, wanted, wanted_levels);
    const at::Tensor sums = torch::full({int64_t{kStrips}, kColumns}, -7.0F);
    const at::Tensor weight_sums = torch::full({int64_t{kStrips}, kColumns}, -7.0F);
    launch(kColumns, [&] {
      kernel::descend_heads(grad.const_data_ptr<float>(), weight.const_data_ptr<float>(), kMembers,
                            y.const_data_ptr<float>(), 1.25F, place_of(got), places_of(levels),
                            sums.data_ptr<float>(), weight_sums.data_ptr<float>(), kRowCount,
                            kColumns);
    });
    check_same(got, wanted);
    CHECK(at::allclose(sums.sum(0), all.sums, 1e-5, 1e-6));
    CHECK(at::allclose(by_member(weight_sums), all.weight, 1e-5, 1e-6));
    if (p == 2) CHECK(at::equal(levels.out, wanted_levels.out));
  }
}
