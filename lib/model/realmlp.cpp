#include "model/realmlp.h"

#include <ATen/ops/lerp.h>
#include <torch/types.h>

#include <algorithm>
#include <ostream>

#include "device/device.h"
#include "device/host_state.h"

namespace mlrun {
namespace {

std::string activation_name(const RealMlpOptions& options, bool classification) {
  if (options.activation != "auto") return options.activation;
  return classification ? "selu" : "mish";
}

Features some_rows(const Features& all, const FeatureLayout& layout, int64_t count,
                   Random& random) {
  Features some{count, {}, {}};
  auto order = random.permutation(all.rows);
  order.resize(static_cast<size_t>(count));
  const auto codes = static_cast<int64_t>(layout.categorical.size());
  const auto append = [](auto& to, const auto& from, int64_t width, int64_t row) {
    to.insert(to.end(), from.begin() + row * width, from.begin() + (row + 1) * width);
  };
  for (const int64_t row : order) {
    append(some.dense, all.dense, layout.dense_width(), row);
    append(some.codes, all.codes, codes, row);
  }
  return some;
}

}  // namespace

RealMlpImpl::RealMlpImpl(const RealMlpOptions& options, const FeatureLayout& layout,
                         int64_t outputs, bool classification, const at::Device& device,
                         Random& random)
    : options_(options),
      layout_(layout),
      outputs_(outputs),
      classification_(classification),
      activation_(activation_by_name(activation_name(options, classification))),
      dropout_(options.dropout, device),
      input_(options, layout, device, random, *this) {
  add_layers(device, random);
}

void RealMlpImpl::add_layers(const at::Device& device, Random& random) {
  using Start = NtpLinearImpl::Start;
  const bool data = options_.init == "data";
  const int64_t members = options_.members;
  int64_t width = input_.width();
  const auto ones = [&](int64_t size) { return place(torch::ones({members, size}), device); };
  if (options_.scale) scale_ = register_parameter("scale", ones(width));
  for (size_t i = 0; i < options_.hidden.size(); ++i) {
    const int64_t out = options_.hidden[i];
    const std::string at = std::to_string(i);
    Hidden layer{
        NtpLinear(members, width, out, data ? Start::kData : Start::kNormal, device, random), {}};
    register_module("hidden_" + at, layer.linear);
    if (options_.parametric_activation) {
      layer.activation = register_parameter("activation_" + at, ones(out));
    }
    hidden_.push_back(std::move(layer));
    width = out;
  }
  output_ = register_module(
      "output",
      NtpLinear(members, width, outputs_, data ? Start::kData : Start::kZero, device, random));
}

at::Tensor RealMlpImpl::forward(const NetInput& rows) {
  at::Tensor x = scaled_input(rows);
  for (Hidden& layer : hidden_) {
    x = activate(layer, layer.linear(x));
    if (is_training()) x = dropout_(x, rows.window, 1);
  }
  return output_(x).transpose(0, 1);
}

at::Tensor RealMlpImpl::scaled_input(const NetInput& rows) {
  const at::Tensor x = input_.forward(rows);
  return scale_.defined() ? x * scale_.unsqueeze(1) : x;
}

// x + a (act(x) - x).
at::Tensor RealMlpImpl::activate(const Hidden& layer, const at::Tensor& x) const {
  const at::Tensor active = activation_(x);
  if (!layer.activation.defined()) return active;
  return at::lerp(x, active, layer.activation.unsqueeze(1).to(x.scalar_type()));
}

void RealMlpImpl::start(const Features& train, Random& random) {
  const at::Device device = output_->parameters().front().device();
  if (device.is_cpu()) {
    input_.start(train);
    if (options_.init == "data" && train.rows > 0) fit_layers(train, random);
    return;
  }
  // On the host, so that a seed means the same start on every device.
  Random unused(0);
  RealMlp here(options_, layout_, outputs_, classification_, at::Device(at::kCPU), unused);
  load_state(*here, host_state(*this));
  here->start(train, random);
  load_state(*this, host_state(*here));
}

int64_t RealMlpImpl::rows_to_fit(int64_t rows) const {
  constexpr int64_t kValues = int64_t{1} << 26;
  int64_t widest = outputs_;
  for (const int64_t width : options_.hidden) widest = std::max(widest, width);
  const int64_t per_row = options_.members * (2 * input_.width() + 2 * widest);
  return std::clamp<int64_t>(kValues / per_row, 1, rows);
}

// Layer by layer, each by what the ones before it make of the rows, without dropout (as in the
// reference code).
void RealMlpImpl::fit_layers(const Features& train, Random& random) {
  const torch::NoGradGuard no_grad;
  const Features some = some_rows(train, layout_, rows_to_fit(train.rows), random);
  at::Tensor x = scaled_input(place_features(some, layout_, at::kCPU));
  for (Hidden& layer : hidden_) {
    x = activate(layer, layer.linear->fit(x, random));
  }
  output_->fit(x, random);
}

ParameterRule RealMlpImpl::rule(const std::string& parameter_path) const {
  constexpr double kScale = 6;
  constexpr double kSlow = 0.1;
  const std::string& embedding = options_.embedding.type;
  if (parameter_path.starts_with("embedding.")) {
    if (embedding == "ple") return Net::rule(parameter_path);
    return {.lr = kSlow, .weight_decay = kSlow};
  }
  if (parameter_path == "scale") return {.lr = kScale, .weight_decay = kScale};
  if (parameter_path.starts_with("activation_")) return {.lr = kSlow, .weight_decay = kSlow};
  if (parameter_path.ends_with("bias")) return {.lr = kSlow, .weight_decay = 0};
  return {};
}

void RealMlpImpl::pretty_print(std::ostream& stream) const {
  stream << "RealMlp(" << options_.members << " members, " << hidden_.size() << " hidden layers)";
}

}  // namespace mlrun
