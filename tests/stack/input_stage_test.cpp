#include "stack/input_stage.h"

#include <catch2/catch.hpp>

#include "stack/tables.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("inputs by hand: numbers, indicators, one-hot codes, an unknown one") {
  NetShape shape;
  shape.numeric = 2;
  shape.codes = one_hot_columns(1, {3});
  const ParameterSlots slots(shape);
  InputStage stage(shape, slots, {}, step_ops(Instructions::kBaseline));
  const std::vector<float> dense = {1.5F, -2, 1, 7, 8, 0};
  const std::vector<int32_t> codes = {2, -1};
  TableRows source;
  source.dense = dense.data();
  source.dense_width = 3;
  source.code_width = 1;
  source.codes = codes.data();
  AlignedFloats out(32);
  const int64_t rows[] = {1, 0};
  stage.forward(source, rows, 2, nullptr, out.data());
  const std::vector<float> wanted = {7, 8, 0, 0, 0, 0};
  CHECK(std::equal(wanted.begin(), wanted.end(), out.data()));
  const std::vector<float> second = {1.5F, -2, 1, 0, 0, 1};
  CHECK(std::equal(second.begin(), second.end(), out.data() + 16));
}

TEST_CASE("an embedded number by hand, and its gradients") {
  NetShape shape;
  shape.numeric = 1;
  shape.embedding = NumberEmbedding::kPle;
  shape.embedding_width = 2;
  shape.terms = 3;
  const ParameterSlots slots(shape);
  const SmallTable table(shape);  // bins from -1: codes of .5 are 1.5, .5, 0
  InputStage stage(shape, slots, table.edges(), step_ops(host_instructions()));
  AlignedFloats parameters(slots.floats());
  const auto set = [&](const ParameterSlot& slot, size_t row, float a, float b) {
    parameters.data()[slot.offset + row * slot.stride] = a;
    parameters.data()[slot.offset + row * slot.stride + 1] = b;
  };
  set(slots.linear_weight, 0, 2, 0);
  set(slots.linear_bias, 0, 10, 20);
  set(slots.number_weight, 0, 1, 0);
  set(slots.number_weight, 1, 0, 4);
  set(slots.number_weight, 2, 100, 100);
  const float x = 0.5F;
  TableRows source;
  source.dense = &x;
  source.dense_width = 1;
  const int64_t row = 0;
  AlignedFloats out(16);
  stage.forward(source, &row, 1, parameters.data(), out.data());
  CHECK(out.data()[0] == 10 + 2 * 0.5F + 1.0F);
  CHECK(out.data()[1] == 20 + 0.5F * 4);
  AlignedFloats back(16);
  back.data()[0] = 3;
  back.data()[1] = -1;
  AlignedFloats gradients(slots.floats());
  stage.backward(source, &row, 1, back.data(), parameters.data(), gradients.data());
  const auto gradient = [&](const ParameterSlot& slot, size_t r, size_t c) {
    return gradients.data()[slot.offset + r * slot.stride + c];
  };
  CHECK(gradient(slots.linear_bias, 0, 0) == 3);
  CHECK(gradient(slots.linear_weight, 0, 0) == 1.5F);
  CHECK(gradient(slots.number_weight, 0, 0) == 3);
  CHECK(gradient(slots.number_weight, 1, 1) == -0.5F);
  CHECK(gradient(slots.number_weight, 2, 0) == 0);
}
