#include "stack/stack_net.h"

#include <catch2/catch.hpp>
#include <thread>

#include "stack/tables.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

void fill(StackNet& net) {
  draw_parameters(net.slots(), 0.3, net.parameters());
  net.pack();
}

std::vector<float> answers(const StackNet& net, const SmallTable& table, size_t first,
                           size_t count) {
  std::vector<float> logits(count * net.shape().members * net.shape().outputs);
  net.forward(table.rows_here(), first, count, logits.data());
  return logits;
}

}  // namespace

TEST_CASE("a net without hidden layers by hand") {
  NetShape shape;
  shape.numeric = 2;
  StackNet net(shape, {}, Instructions::kBaseline);
  net.parameters()[net.slots().head_weight.offset] = 2;
  net.parameters()[net.slots().head_weight.offset + 1] = -1;
  net.parameters()[net.slots().head_bias.offset] = 0.5F;
  net.pack();
  const std::vector<float> dense = {1, 2, 3, 1};
  TableRows rows;
  rows.dense = dense.data();
  rows.dense_width = 2;
  std::vector<float> out(2);
  net.forward(rows, 0, 2, out.data());
  CHECK(out == std::vector<float>{0.5F, 5.5F});
}

TEST_CASE("a row's bits do not depend on its company, and many threads may ask") {
  for (const NetShape& shape : {dense_shape(), tabm_shape(), realmlp_shape()}) {
    const SmallTable table(shape);
    StackNet net(shape, table.edges(), host_instructions());
    fill(net);
    const auto all = answers(net, table, 0, table.rows);
    const size_t each = shape.members * shape.outputs;
    for (const size_t first : {0UL, 7UL, 60UL}) {
      for (const size_t count : {1UL, 5UL, 30UL}) {
        const auto some = answers(net, table, first, count);
        CHECK(
            std::equal(some.begin(), some.end(), all.begin() + static_cast<int64_t>(first * each)));
      }
    }
    std::vector<std::vector<float>> found(4);
    std::vector<std::thread> threads;
    for (auto& mine : found) {
      threads.emplace_back([&] { mine = answers(net, table, 0, table.rows); });
    }
    for (std::thread& thread : threads) thread.join();
    for (const auto& mine : found) CHECK(mine == all);
  }
}

TEST_CASE("many outputs of one member") {
  NetShape shape = dense_shape();
  shape.outputs = 21;
  const SmallTable table(shape);
  StackNet net(shape, {}, host_instructions());
  fill(net);
  const auto wide = answers(net, table, 0, 9);
  shape.outputs = 4;  // those are dot products
  StackNet narrow(shape, {}, host_instructions());
  const auto copy = [&](const ParameterSlot& from, const ParameterSlot& to) {
    for (size_t r = 0; r < to.rows; ++r) {
      std::copy_n(net.parameters() + from.offset + r * from.stride, to.columns,
                  narrow.parameters() + to.offset + r * to.stride);
    }
  };
  for (size_t i = 0; i < narrow.slots().all().size(); ++i) {
    copy(net.slots().all()[i], narrow.slots().all()[i]);
  }
  narrow.pack();
  const auto few = answers(narrow, table, 0, 9);
  for (size_t row = 0; row < 9; ++row) {
    for (size_t o = 0; o < 4; ++o) CHECK(few[row * 4 + o] == Approx(wide[row * 21 + o]));
  }
}
