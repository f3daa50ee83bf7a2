#include "backprop/chunk_pass.h"

#include <catch2/catch.hpp>

#include "stack/tables.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("the loss of a net without hidden layers by hand") {
  NetShape shape;
  shape.numeric = 2;
  const ParameterSlots slots(shape);
  const PackedWeights weights(shape, slots, 4, 1);
  ChunkPass pass(shape, slots, weights, {}, Instructions::kBaseline, mask_bits(0, 0));
  AlignedFloats parameters(slots.floats());
  parameters.data()[slots.head_weight.offset] = 2;
  parameters.data()[slots.head_weight.offset + 1] = -1;
  parameters.data()[slots.head_bias.offset] = 0.5F;
  const std::vector<float> dense = {1, 2, 3, 1};
  const std::vector<float> numbers = {0, 5};
  BatchSource source;
  source.table.dense = dense.data();
  source.table.dense_width = 2;
  source.numbers = numbers.data();
  const int64_t rows[] = {0, 1};
  const BatchRows batch{rows, 2, false};
  const RowLoss loss = row_loss({"mse"});
  pass.run({source, batch, loss, parameters.data(), 0.5F}, 0, 2);
  // Answers .5 and 5.5: errors .5 and .5.
  CHECK(pass.loss() == Approx(0.25));
  CHECK(pass.gradients()[slots.head_bias.offset] == Approx(1.0));
  CHECK(pass.gradients()[slots.head_weight.offset] == Approx(0.5 * (1 * 1 + 1 * 3)));
  CHECK(pass.gradients()[slots.head_weight.offset + 1] == Approx(0.5 * (2 + 1)));
  // No rows: no loss, and no gradients of before.
  pass.run({source, batch, loss, parameters.data(), 0.5F}, 1, 1);
  CHECK(pass.loss() == 0);
  CHECK(pass.gradients()[slots.head_bias.offset] == 0);
}

TEST_CASE("a worker without rows has no gradients of the step before") {
  const SmallTable table(dense_shape());
  const ParameterSlots slots(table.shape);
  PackedWeights weights(table.shape, slots, product_kernel(Instructions::kBaseline).lanes, 1);
  AlignedFloats parameters(slots.floats());
  for (size_t i = 0; i < slots.floats(); ++i) parameters.data()[i] = 0.1F;
  weights.pack(parameters.data(), 0, 1);
  ChunkPass pass(table.shape, slots, weights, {}, Instructions::kBaseline, mask_bits(0, 0));
  const int64_t rows[] = {0, 1, 2};
  const BatchRows batch{rows, 3, false};
  const BatchSource source = table.source();
  const RowLoss loss = row_loss({"mse"});
  const auto sum = [&] {
    double size = 0;
    for (size_t i = 0; i < slots.floats(); ++i) size += std::abs(pass.gradients()[i]);
    return size;
  };
  pass.run({source, batch, loss, parameters.data(), 1}, 0, 3);
  CHECK(sum() > 0);
  pass.run({source, batch, loss, parameters.data(), 1}, 3, 3);
  CHECK(sum() == 0);
}
