#pragma once

#include <vector>

#include "backprop/backprop_step.h"
#include "backprop/row_loss.h"
#include "core/random.h"

namespace mlrun::test {

// A small table of every kind of input, with its shape and its bins.
struct SmallTable {
  NetShape shape;
  std::vector<float> dense, numbers, weights;
  std::vector<int32_t> codes;
  std::vector<int64_t> classes;
  std::vector<float> slope, offset, low, high;
  size_t rows = 90;

  explicit SmallTable(const NetShape& of) : shape(of) {
    Random random(4, "table");
    const auto levels = shape.codes.levels.size();
    const size_t wide = shape.numeric + shape.codes.rise.size();
    for (size_t row = 0; row < rows; ++row) {
      for (size_t i = 0; i < wide; ++i) {
        dense.push_back(static_cast<float>(random.normal()));
      }
      for (size_t i = 0; i < levels; ++i) {
        codes.push_back(static_cast<int32_t>(random.below(5)) - 1);
      }
      numbers.push_back(static_cast<float>(random.normal()));
      classes.push_back(static_cast<int64_t>(random.below(shape.outputs)));
      weights.push_back(static_cast<float>(random.uniform(0.1, 1)));
    }
    // Bins of width 1 from -1 on; the first is open below, the last above.
    for (size_t i = 0; i < shape.numeric; ++i) {
      for (size_t t = 0; t < shape.terms; ++t) {
        slope.push_back(1);
        offset.push_back(1 - static_cast<float>(t));
        low.push_back(t == 0 ? -100.0F : 0.0F);
        high.push_back(t + 1 == shape.terms ? 100.0F : 1.0F);
      }
    }
  }

  BinEdges edges() const { return {slope.data(), offset.data(), low.data(), high.data()}; }
  TableRows rows_here() const {
    return {dense.data(), shape.numeric + shape.codes.rise.size(), codes.data(),
            shape.codes.levels.size()};
  }
  BatchSource source(bool weighted = false) const {
    const bool classifies = shape.outputs > 1;
    return {rows_here(), classifies ? nullptr : numbers.data(),
            classifies ? classes.data() : nullptr, weighted ? weights.data() : nullptr};
  }
};

inline NetShape dense_shape() {
  NetShape shape;
  shape.numeric = 3;
  shape.codes = one_hot_columns(1, {4});
  shape.hidden = {19, 8};
  return shape;
}

inline NetShape tabm_shape() {
  NetShape shape = dense_shape();
  shape.embedding = NumberEmbedding::kPle;
  shape.embedding_width = 5;
  shape.terms = 4;
  shape.scaled = true;
  shape.members = 3;
  shape.outputs = 2;
  return shape;
}

// The same with factors of every layer.
inline NetShape tabm_full_shape() {
  NetShape shape = tabm_shape();
  shape.layer_scales = true;
  return shape;
}

// As RealMLP: waves, an embedded category beside columns, a blended activation, NTP layers.
inline NetShape realmlp_shape() {
  NetShape shape = dense_shape();
  shape.embedding = NumberEmbedding::kPbld;
  shape.embedding_width = 4;
  shape.terms = 6;
  shape.codes = one_hot_columns(1, {4, 4});
  shape.codes.base[0] = -0.5F;
  shape.codes.rise[0] = 2;
  // The second category has an embedding instead.
  shape.codes.levels[1].clear();
  shape.codes.width -= 4;
  shape.codes.base.resize(shape.codes.width);
  shape.embedded = {{1, 0}};
  shape.embedded_rows = 5;
  shape.category_width = 3;
  shape.scaled = true;
  shape.activation = Epilogue::kMish;
  shape.blended = true;
  shape.tangent = true;
  return shape;
}

// Options with small random parameters to be set by fill().
inline BackpropStepOptions options_of(const SmallTable& table, int threads = 1) {
  BackpropStepOptions options;
  options.shape = table.shape;
  options.edges = table.edges();
  options.loss = row_loss({table.shape.outputs > 1 ? "cross-entropy" : "mse", table.shape.outputs});
  options.rules.resize(ParameterSlots(table.shape).all().size());
  options.threads = threads;
  options.instructions = host_instructions();
  return options;
}

// Every parameter at random, what fills rows up left alone.
inline void draw_parameters(const ParameterSlots& slots, double deviation, float* parameters) {
  Random random(6, "parameters");
  for (const ParameterSlot& slot : slots.all()) {
    for (size_t r = 0; r < slot.rows; ++r) {
      for (size_t c = 0; c < slot.columns; ++c) {
        parameters[slot.offset + r * slot.stride + c] =
            static_cast<float>(deviation * random.normal());
      }
    }
  }
}

inline void fill(BackpropStep& step) {
  draw_parameters(step.slots(), 0.5, step.parameters());
  step.refresh();
}

}  // namespace mlrun::test
