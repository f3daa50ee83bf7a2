#include "predict/norm_weights.h"

#include <algorithm>
#include <cmath>

namespace mlrun {
namespace {

size_t inputs_of(const LayerWeights& layer) {
  return layer.weight.size() / std::max<size_t>(layer.bias.size(), 1);
}

}  // namespace

LayerWeights take_layer(StateReader& reader, const std::string& path, int64_t in, int64_t out) {
  return {reader.take(path + ".weight", {out, in}), reader.take(path + ".bias", {out})};
}

double NormWeights::scale(size_t i) const {
  constexpr double kEps = 1e-5;
  return weight[i] / std::sqrt(variance[i] + kEps);
}

NormWeights take_norm(StateReader& reader, const std::string& path, int64_t width) {
  return {reader.take(path + ".weight", {width}), reader.take(path + ".bias", {width}),
          reader.take(path + ".running_mean", {width}),
          reader.take(path + ".running_var", {width})};
}

void fold_behind(const NormWeights& norm, LayerWeights& layer) {
  const size_t inputs = inputs_of(layer);
  for (size_t out = 0; out < layer.bias.size(); ++out) {
    const double scale = norm.scale(out);
    for (size_t in = 0; in < inputs; ++in) {
      float& weight = layer.weight[out * inputs + in];
      weight = static_cast<float>(weight * scale);
    }
    layer.bias[out] = static_cast<float>(layer.bias[out] * scale + norm.shift(out));
  }
}

void fold_in_front(const NormWeights& norm, LayerWeights& layer) {
  const size_t inputs = inputs_of(layer);
  for (size_t out = 0; out < layer.bias.size(); ++out) {
    double bias = layer.bias[out];
    for (size_t in = 0; in < inputs; ++in) {
      float& weight = layer.weight[out * inputs + in];
      bias += weight * norm.shift(in);
      weight = static_cast<float>(weight * norm.scale(in));
    }
    layer.bias[out] = static_cast<float>(bias);
  }
}

}  // namespace mlrun
