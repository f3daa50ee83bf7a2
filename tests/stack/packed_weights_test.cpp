#include "stack/packed_weights.h"

#include <catch2/catch.hpp>

#include "kernels/product.h"
#include "stack/tables.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("weights packed by any number of workers are the same both ways") {
  const NetShape shape = tabm_shape();
  const ParameterSlots slots(shape);
  AlignedFloats parameters(slots.floats());
  for (size_t i = 0; i < slots.floats(); ++i) parameters.data()[i] = static_cast<float>(i % 97);
  const size_t lanes = product_kernel(Instructions::kBaseline).lanes;
  PackedWeights one(shape, slots, lanes, 0);
  PackedWeights three(shape, slots, lanes, 0);
  one.pack(parameters.data(), 0, 1);
  for (const size_t part : {2UL, 0UL, 1UL}) three.pack(parameters.data(), part, 3);
  for (size_t layer = 0; layer < shape.hidden.size(); ++layer) {
    const size_t in = shape.width_before(layer);
    const size_t out = shape.hidden[layer];
    CHECK(std::equal(one.forward(layer), one.forward(layer) + in * out, three.forward(layer)));
    CHECK(std::equal(one.backward(layer), one.backward(layer) + in * out, three.backward(layer)));
    // The first weight of the first output stands first both ways.
    CHECK(one.forward(layer)[0] == parameters.data()[slots.weights[layer].offset]);
    CHECK(one.backward(layer)[0] == parameters.data()[slots.weights[layer].offset]);
    CHECK(one.forward(layer)[1] ==
          parameters.data()[slots.weights[layer].offset + slots.weights[layer].stride]);
    CHECK(one.backward(layer)[1] == parameters.data()[slots.weights[layer].offset + 1]);
  }
}
