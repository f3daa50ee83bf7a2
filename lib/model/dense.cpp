#include "model/dense.h"

#include <ostream>

#include "model/hidden_layers.h"

namespace mlrun {

DenseImpl::DenseImpl(const DenseOptions& options, const FeatureLayout& layout, int64_t outputs,
                     const at::Device& device, Random& random)
    : options_(options),
      activation_(activation_by_name(options.activation)),
      dropout_(options.dropout, device),
      input_(options.embedding, layout, device, random, *this) {
  int64_t width = input_.width();
  for (size_t i = 0; i < options.hidden.size(); ++i) {
    const std::string at = std::to_string(i);
    hidden_.emplace_back(
        register_module("hidden_" + at, Linear(width, options.hidden[i], device, random)));
    width = options.hidden[i];
    if (options.batch_norm) {
      norms_.emplace_back(register_module("norm_" + at, BatchNorm(width, device)));
    }
  }
  output_ = register_module("output", Linear(width, outputs, device, random));
}

at::Tensor DenseImpl::forward(const NetInput& rows) {
  return output_(hidden_part(input_.forward(rows), rows));
}

// All layers as one piece of work, where there is such.
std::optional<at::Tensor> DenseImpl::at_once(const at::Tensor& x, const NetInput& rows) {
  const auto dropout = dropout_.plain(rows.window);
  const bool plain = options_.activation == "relu" && !options_.batch_norm;
  if (!is_training() || !dropout || !plain) return std::nullopt;
  auto y = hidden_layers({x.unsqueeze(1), {}, parameters_of(hidden_), {}}, *dropout);
  if (y) y = y->squeeze(1);
  return y;
}

at::Tensor DenseImpl::hidden_part(at::Tensor x, const NetInput& rows) {
  if (const auto y = at_once(x, rows)) return *y;
  for (size_t i = 0; i < hidden_.size(); ++i) {
    x = hidden_[i](x);
    if (options_.batch_norm) x = norms_[i](x);
    x = activation_(x);
    if (is_training()) x = dropout_(x, rows.window);
  }
  return x;
}

void DenseImpl::start(const Features& train, Random&) { input_.start(train); }

void DenseImpl::pretty_print(std::ostream& stream) const {
  stream << "Dense(" << hidden_.size() << " hidden layers)";
}

}  // namespace mlrun
