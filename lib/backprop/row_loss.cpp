#include "backprop/row_loss.h"

#include <algorithm>
#include <cmath>

namespace mlrun {
namespace {

RowLoss mse() {
  return [](const float* answer, float target, int64_t, float* gradient) {
    const double off = static_cast<double>(answer[0]) - target;
    gradient[0] = static_cast<float>(2 * off);
    return off * off;
  };
}

RowLoss mae() {
  return [](const float* answer, float target, int64_t, float* gradient) {
    const double off = static_cast<double>(answer[0]) - target;
    gradient[0] = off > 0 ? 1.0F : off < 0 ? -1.0F : 0.0F;
    return std::abs(off);
  };
}

// Huber 1964: quadratic up to delta, then linear.
RowLoss huber(double delta) {
  return [delta](const float* answer, float target, int64_t, float* gradient) {
    const double off = static_cast<double>(answer[0]) - target;
    gradient[0] = static_cast<float>(std::clamp(off, -delta, delta));
    const double size = std::abs(off);
    return size <= delta ? 0.5 * off * off : delta * (size - 0.5 * delta);
  };
}

RowLoss quantile(double q) {
  return [q](const float* answer, float target, int64_t, float* gradient) {
    const double off = static_cast<double>(target) - answer[0];
    gradient[0] = static_cast<float>(off > 0 ? -q : off < 0 ? 1 - q : 0.5 - q);
    return std::max(q * off, (q - 1) * off);
  };
}

RowLoss poisson() {
  return [](const float* answer, float target, int64_t, float* gradient) {
    const double rate = std::exp(static_cast<double>(answer[0]));
    gradient[0] = static_cast<float>(rate - target);
    return rate - static_cast<double>(target) * answer[0];
  };
}

// -sum q log p with q the label, of which `smoothing` is spread over all classes.
RowLoss cross_entropy(size_t classes, double smoothing) {
  return [classes, smoothing](const float* logits, float, int64_t label, float* gradient) {
    const float largest = *std::max_element(logits, logits + classes);
    double sum = 0;
    for (size_t k = 0; k < classes; ++k) {
      const double power = std::exp(static_cast<double>(logits[k]) - largest);
      gradient[k] = static_cast<float>(power);
      sum += power;
    }
    const double log_sum = std::log(sum) + largest;
    const double spread = smoothing / static_cast<double>(classes);
    double loss = 0;
    for (size_t k = 0; k < classes; ++k) {
      const double wanted = spread + (static_cast<int64_t>(k) == label ? 1 - smoothing : 0);
      loss += wanted * (log_sum - logits[k]);
      gradient[k] = static_cast<float>(gradient[k] / sum - wanted);
    }
    return loss;
  };
}

// Of the second class's odds, logits[1] - logits[0].
RowLoss bce(double smoothing) {
  return [smoothing](const float* logits, float, int64_t label, float* gradient) {
    const double odds = static_cast<double>(logits[1]) - logits[0];
    const double wanted = static_cast<double>(label) * (1 - smoothing) + smoothing / 2;
    const double share = 1 / (1 + std::exp(-odds));
    gradient[1] = static_cast<float>(share - wanted);
    gradient[0] = -gradient[1];
    return std::max(odds, 0.0) - odds * wanted + std::log1p(std::exp(-std::abs(odds)));
  };
}

}  // namespace

RowLoss row_loss(const RowLossOptions& options) {
  if (options.name == "cross-entropy")
    return cross_entropy(options.outputs, options.label_smoothing);
  if (options.name == "bce" && options.outputs == 2) return bce(options.label_smoothing);
  if (options.outputs != 1) return nullptr;
  if (options.name == "mse") return mse();
  if (options.name == "mae") return mae();
  if (options.name == "huber") return huber(options.huber_delta);
  if (options.name == "quantile") return quantile(options.quantile);
  if (options.name == "poisson") return poisson();
  return nullptr;
}

}  // namespace mlrun
