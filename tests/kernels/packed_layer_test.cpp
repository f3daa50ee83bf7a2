#include "kernels/packed_layer.h"

#include <catch2/catch.hpp>
#include <cstdint>
#include <thread>

#include "kernels/products.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("aligned floats begin at a cache line and are zero") {
  const AlignedFloats floats(37);
  CHECK(reinterpret_cast<uintptr_t>(floats.data()) % 64 == 0);
  CHECK(floats.size() == 37);
  CHECK(std::count(floats.data(), floats.data() + 37, 0.0F) == 37);
  CHECK(AlignedFloats().size() == 0);
}

TEST_CASE("a layer by hand: its width is whole registers, what fills them is zero") {
  const std::vector<float> weight = {1, 2, 99, 3, 4, 99};  // [2, 2] of rows 3 apart
  const std::vector<float> bias = {10, -100};
  const std::vector<float> rows = {1, 1, 2, 0};
  for (const Instructions set : sets_here()) {
    const PackedLayer layer(set, 2, 2, weight.data(), 3, bias.data(), Epilogue::kRelu);
    CHECK(layer.width() == product_kernel(set).lanes);
    CHECK(layer.bias()[1] == -100);
    AlignedFloats out(2 * layer.width());
    layer.apply(rows.data(), 2, 2, out.data(), layer.width());
    CHECK(out.data()[0] == 13);
    CHECK(out.data()[1] == 0);
    CHECK(out.data()[2] == 0);
    CHECK(out.data()[layer.width()] == 12);
  }
}

TEST_CASE("add begins with what stands in out") {
  const float weight = 2;
  const float bias = 5;
  const float row = 3;
  for (const Instructions set : sets_here()) {
    const PackedLayer layer(set, 1, 1, &weight, 1, &bias, Epilogue::kNone);
    AlignedFloats out(layer.width());
    out.data()[0] = 100;
    layer.add(&row, 1, 1, out.data(), layer.width());
    CHECK(out.data()[0] == 106);
    const PackedLayer empty(set, 0, 1, nullptr, 0, &bias, Epilogue::kRelu);
    out.data()[0] = -1;
    empty.add(nullptr, 0, 1, out.data(), empty.width());
    CHECK(out.data()[0] == 0);
  }
}

TEST_CASE("several threads apply one layer at once") {
  Random random(1, "threads");
  const Problem problem(200, 64, 40, random);
  const PackedLayer layer = problem.layer(host_instructions());
  const auto wanted = problem.answers(layer, 0, 200);
  std::vector<int> same(4);
  std::vector<std::thread> threads;
  for (int& mine : same) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) mine += problem.answers(layer, 0, 200) == wanted;
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(same == std::vector<int>(4, 20));
}
