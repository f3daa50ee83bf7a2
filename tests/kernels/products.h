#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "core/random.h"
#include "kernels/packed_layer.h"

namespace mlrun::test {

// The instruction sets of this host.
inline std::vector<Instructions> sets_here() {
  std::vector<Instructions> here;
  for (const Instructions set : {Instructions::kBaseline, Instructions::kAvx2,
                                 Instructions::kAvx512, Instructions::kAvx512Bf16}) {
    if (host_has(set)) here.push_back(set);
  }
  return here;
}

inline std::vector<float> draw(size_t count, Random& random) {
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(random.uniform(-1, 1));
  return values;
}

// Random rows and weights of one shape, and what the product is in double precision.
struct Problem {
  size_t rows, depth, outputs;
  std::vector<float> x, weight, bias;
  std::vector<double> wanted;   // [rows, outputs]
  std::vector<double> largest;  // [rows, outputs]: sum of magnitudes, what rounding goes by

  Problem(size_t m, size_t k, size_t n, Random& random)
      : rows(m),
        depth(k),
        outputs(n),
        x(draw(m * k, random)),
        weight(draw(n * k, random)),
        bias(draw(n, random)) {
    work_out();
  }

  void work_out() {
    wanted.clear();
    largest.clear();
    for (size_t r = 0; r < rows; ++r) {
      for (size_t c = 0; c < outputs; ++c) add_wanted(r, c);
    }
  }

  // Makes all values of the rows 0 but for such a share of them.
  void keep_some(double share, Random& random) {
    for (float& value : x) value = random.uniform(0, 1) < share ? value : 0;
    work_out();
  }

  void add_wanted(size_t r, size_t c) {
    double sum = bias[c];
    double size = std::abs(sum);
    for (size_t k = 0; k < depth; ++k) {
      const double product = static_cast<double>(x[r * depth + k]) * weight[c * depth + k];
      sum += product;
      size += std::abs(product);
    }
    wanted.push_back(sum);
    largest.push_back(size);
  }

  PackedLayer layer(Instructions set, Epilogue epilogue = Epilogue::kNone) const {
    return {set, depth, outputs, weight.data(), depth, bias.data(), epilogue};
  }

  // [rows, outputs] of rows first .. first + count, without the columns that fill a register.
  std::vector<float> answers(const PackedLayer& layer, size_t first, size_t count) const {
    AlignedFloats out(count * layer.width());
    layer.apply(x.data() + first * depth, depth, count, out.data(), layer.width());
    std::vector<float> compact;
    for (size_t r = 0; r < count; ++r) {
      const float* row = out.data() + r * layer.width();
      compact.insert(compact.end(), row, row + outputs);
    }
    return compact;
  }

  // The largest error in units of what rounding may do: 1 is one rounding of the sum of magnitudes.
  double error_of(const std::vector<float>& got) const {
    double worst = 0;
    for (size_t i = 0; i < wanted.size(); ++i) {
      worst = std::max(worst, std::abs(got[i] - wanted[i]) / (largest[i] * 6e-8 + 1e-30));
    }
    return worst;
  }
};

}  // namespace mlrun::test
