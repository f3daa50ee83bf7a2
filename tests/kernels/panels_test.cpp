#include "kernels/panels.h"

#include <catch2/catch.hpp>

#include "kernels/products.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("panels by hand") {
  // Two rows of five columns; lanes of 2: a panel of 4 columns and one of 2, the last filled up.
  const std::vector<float> rows = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  const std::vector<float> wanted = {1, 2, 3, 4, 6, 7, 8, 9, 5, 0, 10, 0};
  std::vector<float> panels(2 * 6, -1.0F);
  pack_rows(rows.data(), 5, 2, 5, 2, panels.data());
  CHECK(panels == wanted);
  const std::vector<float> columns = {1, 6, 2, 7, 3, 8, 4, 9, 5, 10};
  std::fill(panels.begin(), panels.end(), -1.0F);
  pack_columns(columns.data(), 2, 2, 5, 2, panels.data());
  CHECK(panels == wanted);
  pack_rows(rows.data(), 5, 2, 5, 2, panels.data(), 2);
  CHECK(panels[1] == 4);
  pack_columns(columns.data(), 2, 2, 5, 2, panels.data(), 3);
  CHECK(panels[1] == 6);
}

TEST_CASE("a transposed product agrees with double precision") {
  Random random(8, "transposed");
  for (const Instructions set : sets_here()) {
    const ProductKernel& kernel = product_kernel(set);
    for (const auto& [count, depth, columns] : {std::array<size_t, 3>{1, 1, 1},
                                                {5, 3, 7},
                                                {13, 70, 33},
                                                {12, 256, 32},
                                                {70, 300, 45},
                                                {100, 513, 16}}) {
      const auto left = draw(depth * count, random);     // [depth, count]
      const auto right = draw(depth * columns, random);  // [depth, columns]
      const size_t width = whole_lanes(columns, kernel.lanes);
      AlignedFloats panels(depth * width);
      pack_rows(right.data(), columns, depth, columns, kernel.lanes, panels.data());
      AlignedFloats out(count * width);
      out.data()[0] = 2;  // sums start with what is there
      Product product{left.data(), count,      count, depth, panels.data(),
                      nullptr,     out.data(), width, width};
      product.transposed = true;
      kernel.run(product);
      for (size_t r = 0; r < count; ++r) {
        for (size_t c = 0; c < columns; ++c) {
          double sum = r == 0 && c == 0 ? 2 : 0;
          for (size_t k = 0; k < depth; ++k) {
            sum += static_cast<double>(left[k * count + r]) * right[k * columns + c];
          }
          REQUIRE(out.data()[r * width + c] == Approx(sum).margin(1e-4));
        }
      }
    }
  }
}
