#include "model/layer_proof.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

#include "device/precision.h"
#include "support/layer_reference.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

// Loses the products with second pieces.
void first_pieces_only(const at::Tensor& a, const at::Tensor& b, const at::Tensor& out, bool add) {
  const bool pieces = a.scalar_type() == at::kHalf;
  const int64_t third = a.size(2) / 3;
  if (pieces && a.size(0) == 1 && a.size(2) % 3 == 0) {
    product_of_pieces(a.narrow(2, 2 * third, third), b.narrow(1, 2 * third, third), out, add);
  } else {
    product_of_pieces(a, b, out, add);
  }
}

void no_product(const at::Tensor&, const at::Tensor&, const at::Tensor&, bool) {
  throw std::runtime_error("none");
}

}  // namespace

TEST_CASE("every number of pieces holds where the kernels do what they promise") {
  const LayerApi api = reference_layers();
  for (const int64_t p : {0, 1, 2, 3}) CHECK(pieces_hold(api, at::kCPU, p));
}

TEST_CASE("a way that does not hold on a device makes place for the next that does") {
  LayerApi api = reference_layers();
  api.product = &first_pieces_only;
  CHECK_FALSE(pieces_hold(api, at::kCPU, 2));
  CHECK(pieces_hold(api, at::kCPU, 3));
  CHECK(proven_pieces(api, at::kCPU, 2) == 3);
  CHECK(proven_pieces(api, at::kCPU, 2) == 3);
  CHECK(proven_pieces(api, at::kCPU, 1) == 1);
  api.product = &no_product;
  CHECK_FALSE(pieces_hold(api, at::kCPU, 0));
  CHECK_FALSE(proven_pieces(api, at::Device(at::kCPU, 0), 2));
}

TEST_CASE("what proves a way draws nothing from the generator that training has") {
  torch::manual_seed(9);
  const at::Tensor wanted = torch::rand({3});
  torch::manual_seed(9);
  CHECK(pieces_hold(reference_layers(), at::kCPU, 2));
  CHECK(at::equal(torch::rand({3}), wanted));
}
