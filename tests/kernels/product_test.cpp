#include "kernels/product.h"

#include <catch2/catch.hpp>

#include "kernels/products.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("each instruction set has a kernel of its own width") {
  CHECK(product_kernel(Instructions::kBaseline).lanes == 4);
#ifdef __x86_64__
  CHECK(product_kernel(Instructions::kAvx2).lanes == 8);
  CHECK(product_kernel(Instructions::kAvx512).lanes == 16);
#endif
}

TEST_CASE("a product by hand, with strides wider than the rows") {
  for (const Instructions set : sets_here()) {
    const ProductKernel& kernel = product_kernel(set);
    const size_t lanes = kernel.lanes;
    const std::vector<float> rows = {1, 2, 99, 3, 4, 99};
    std::vector<float> panels(2 * lanes, 0.0F);  // W = [10 20] in column 0, [1 -1] in column 1
    panels[0] = 10;
    panels[lanes] = 20;
    panels[1] = 1;
    panels[lanes + 1] = -1;
    std::vector<float> out(2 * (lanes + 1), 7.0F);
    std::vector<float> bias(lanes, 0.5F);
    Product product{rows.data(), 3,          2,         2,     panels.data(),
                    bias.data(), out.data(), lanes + 1, lanes, Epilogue::kNone};
    kernel.run(product);
    CHECK(out[0] == 50.5F);
    CHECK(out[1] == -0.5F);
    CHECK(out[lanes] == 7.0F);
    CHECK(out[lanes + 1] == 110.5F);
    product.bias = nullptr;
    product.epilogue = Epilogue::kRelu;
    kernel.run(product);
    CHECK(out[0] == 100.5F);
    CHECK(out[1] == 0.0F);
    CHECK(out[lanes + 1] == 220.5F);
  }
}

TEST_CASE("no rows touch nothing") {
  for (const Instructions set : sets_here()) {
    float out = 3;
    const float nothing = 0;
    product_kernel(set).run({nullptr, 0, 0, 0, &nothing, &nothing, &out, 0, 0, Epilogue::kNone});
    CHECK(out == 3);
  }
}
