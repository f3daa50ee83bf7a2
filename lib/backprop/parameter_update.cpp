#include "backprop/parameter_update.h"

#include <cmath>

namespace mlrun {

ParameterUpdate::ParameterUpdate(const UpdateOptions& options, size_t floats, const StepOps& ops)
    : options_(options),
      ops_(ops),
      first_(floats),
      second_(options.sgd ? 0 : floats),
      averages_(options.average > 0 ? floats : 0) {}

void ParameterUpdate::begin(const Step& step) {
  step_ = step;
  ++steps_;
  weights_ = weights_ * options_.average + 1;
}

void ParameterUpdate::move(const ParameterSlice& slice, float* parameters, const float* gradients) {
  if (options_.sgd) {
    sgd(slice, parameters, gradients);
  } else {
    adamw(slice, parameters, gradients);
  }
  if (options_.average == 0) return;
  ops_.approach(averages_.data() + slice.begin, parameters + slice.begin,
                static_cast<float>(1 / weights_), slice.end - slice.begin);
}

// What decoupled decay leaves of a parameter.
float ParameterUpdate::keep(const SlotRule& rule) const {
  const double decay = options_.weight_decay * rule.weight_decay * step_.decay_share;
  return static_cast<float>(1 - step_.lr * rule.lr * decay);
}

void ParameterUpdate::adamw(const ParameterSlice& slice, float* parameters,
                            const float* gradients) {
  const auto t = static_cast<double>(steps_);
  const double rate = step_.lr * slice.rule.lr;
  const size_t at = slice.begin;
  ops_.adamw({parameters + at, gradients + at, first_.data() + at, second_.data() + at,
              slice.end - at, static_cast<float>(step_.gradient_scale), keep(slice.rule),
              static_cast<float>(rate / (1 - std::pow(options_.beta1, t))),
              static_cast<float>(options_.beta1), static_cast<float>(options_.beta2),
              static_cast<float>(1 - options_.beta1), static_cast<float>(1 - options_.beta2),
              static_cast<float>(1 / std::sqrt(1 - std::pow(options_.beta2, t))),
              static_cast<float>(options_.eps)});
}

void ParameterUpdate::sgd(const ParameterSlice& slice, float* parameters, const float* gradients) {
  const double rate = step_.lr * slice.rule.lr;
  const size_t at = slice.begin;
  ops_.sgd({parameters + at, gradients + at, first_.data() + at, slice.end - at,
            static_cast<float>(step_.gradient_scale), keep(slice.rule), static_cast<float>(rate),
            static_cast<float>(options_.momentum)});
}

}  // namespace mlrun
