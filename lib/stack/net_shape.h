#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "kernels/product.h"

namespace mlrun {

// How a numeric input is widened (config/model_config.h).
enum class NumberEmbedding { kNone, kPle, kPbld, kPlrLite };

// Inputs that are not numbers, as columns of values. Each of `indicators` dense inputs behind the
// numeric ones moves a column from its base by `rise` when it is 1; a code sets columns of its own.
struct CodeColumns {
  size_t width = 0;
  std::vector<float> base;  // [width]: no indicator, every code unknown
  std::vector<float> rise;  // [indicators], of the first columns
  // [categorical][1 + levels], unknown first: columns and what stands there.
  std::vector<std::vector<std::vector<std::pair<size_t, float>>>> levels;
};
// Indicators as they are, each category by columns of 0 and 1.
CodeColumns one_hot_columns(size_t indicators, const std::vector<size_t>& cardinalities);

// A net whose training step is written out: inputs, times a scale (of each member), then layers of
// activation(x W^T + b) with dropout that all members share, then a linear head of each member.
// What lib/model builds as dense (without batch norm), as tabm and as a member of realmlp.
struct NetShape {
  size_t numeric = 0;
  NumberEmbedding embedding = NumberEmbedding::kNone;
  size_t embedding_width = 1;  // values of a numeric input
  size_t terms = 0;            // ple: bins; pbld, plr-lite: frequencies
  CodeColumns codes;
  // Categories that have an embedding instead of columns: their place among the codes and the row
  // of their unknown level in the table of all.
  std::vector<std::pair<size_t, size_t>> embedded;
  size_t embedded_rows = 0;
  size_t category_width = 0;
  bool scaled = false;
  size_t members = 1;
  std::vector<size_t> hidden;  // widths
  Epilogue activation = Epilogue::kRelu;
  // BatchEnsemble (tabm, variant full): a member's inputs of every layer have factors of its own,
  // those of the first being the scale above, and so have its outputs; so has its bias.
  bool layer_scales = false;
  bool blended = false;  // x + a (f(x) - x), a per unit and learned
  bool tangent = false;  // products are divided by the root of the inputs (NTP-Linear of RealMLP)
  size_t outputs = 1;

  size_t number_width() const { return numeric * embedding_width; }
  // What stands in front of the first layer.
  size_t input_width() const {
    return number_width() + codes.width + embedded.size() * category_width;
  }
  // The most floats that a row of inputs or of a layer's values takes, filled up.
  size_t widest() const;
  // Inputs of the layer behind the first `layer` hidden ones.
  size_t width_before(size_t layer) const { return layer == 0 ? input_width() : hidden[layer - 1]; }
  // What the product of that layer is multiplied by.
  float factor(size_t layer) const;
  // Whether anything in front of the scale learns.
  bool inputs_learn() const { return embedding != NumberEmbedding::kNone || !embedded.empty(); }
};

// Some parameters as a matrix whose rows begin at multiples of 16 floats, so that they can be
// worked on by whole registers; what fills a row up is 0 and stays so.
struct ParameterSlot {
  std::string name;  // of what it is: "hidden_0.weight" [outputs, inputs]
  size_t offset = 0;
  size_t rows = 0;
  size_t columns = 0;
  size_t stride = 0;
  size_t floats() const { return rows * stride; }
};

// Where the parameters of a net stand in one array. Slots of a net that has none are empty.
class ParameterSlots {
 public:
  explicit ParameterSlots(const NetShape& shape);
  size_t floats() const { return floats_; }
  const std::vector<ParameterSlot>& all() const { return slots_; }

  // ple: linear_weight, linear_bias [inputs, width], number_weight [inputs x bins, width].
  // pbld: frequencies, phases [inputs, terms], number_weight [inputs x (width - 1), terms],
  // number_bias [inputs, width - 1]. plr-lite: frequencies, number_weight [width, cosines and
  // sines], number_bias [1, width].
  ParameterSlot linear_weight, linear_bias, frequencies, phases, number_weight, number_bias;
  ParameterSlot category_embedding;            // [rows, width]
  ParameterSlot scale;                         // [members, inputs]
  std::vector<ParameterSlot> weights, biases;  // of the hidden layers: [outputs, inputs], [1, ..]
  // Of layers with scales, whose biases are [members, outputs]: of inputs (none of the first layer)
  // and outputs.
  std::vector<ParameterSlot> input_scales, output_scales;
  std::vector<ParameterSlot> blends;     // of their activations: [1, outputs]
  ParameterSlot head_weight, head_bias;  // [members x outputs, inputs], [1, ..]

 private:
  ParameterSlot add(const std::string& name, size_t rows, size_t columns);
  void add_embedding(const NetShape& shape);
  void add_scales(const NetShape& shape, size_t layer);

  std::vector<ParameterSlot> slots_;
  size_t floats_ = 0;
};

// Rounded up to whole rows of 16 floats.
constexpr size_t padded(size_t count) { return (count + 15) / 16 * 16; }

}  // namespace mlrun
