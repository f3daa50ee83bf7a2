#include "model/resnet.h"

#include <ostream>

namespace mlrun {

ResNetImpl::ResNetImpl(const ResNetOptions& options, const FeatureLayout& layout, int64_t outputs,
                       const at::Device& device, Random& random)
    : options_(options),
      dropout_(options.dropout, device),
      residual_dropout_(options.residual_dropout, device),
      input_(options.embedding, layout, device, random, *this) {
  first_ = register_module("input", Linear(input_.width(), options.width, device, random));
  for (int64_t i = 0; i < options.blocks; ++i) {
    add_block("block_" + std::to_string(i), device, random);
  }
  norm_ = register_module("output_norm", BatchNorm(options.width, device));
  output_ = register_module("output", Linear(options.width, outputs, device, random));
}

void ResNetImpl::add_block(const std::string& name, const at::Device& device, Random& random) {
  const auto hidden = std::max<int64_t>(
      1, static_cast<int64_t>(static_cast<double>(options_.width) * options_.hidden_factor));
  const auto norm = register_module(name + "_norm", BatchNorm(options_.width, device));
  const auto first =
      register_module(name + "_first", Linear(options_.width, hidden, device, random));
  const auto second =
      register_module(name + "_second", Linear(hidden, options_.width, device, random));
  blocks_.push_back({norm, first, second});
}

at::Tensor ResNetImpl::forward(const NetInput& rows) {
  at::Tensor x = first_(input_.forward(rows));
  for (Block& part : blocks_) x = x + block(part, x, rows);
  return output_(norm_(x).relu_());
}

at::Tensor ResNetImpl::block(Block& block, const at::Tensor& x, const NetInput& rows) {
  at::Tensor inside = block.first(block.norm(x)).relu_();
  if (is_training()) inside = dropout_(inside, rows.window);
  const at::Tensor out = block.second(inside);
  return is_training() ? residual_dropout_(out, rows.window) : out;
}

void ResNetImpl::start(const Features& train, Random&) { input_.start(train); }

void ResNetImpl::set_dropout_share(double share) {
  dropout_.set_share(share);
  residual_dropout_.set_share(share);
}

void ResNetImpl::pretty_print(std::ostream& stream) const {
  stream << "ResNet(" << blocks_.size() << " blocks)";
}

}  // namespace mlrun
