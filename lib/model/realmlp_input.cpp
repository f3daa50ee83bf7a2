#include "model/realmlp_input.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/embedding.h>
#include <torch/types.h>

#include "device/device.h"
#include "model/initial_values.h"

namespace mlrun {

RealMlpInput::RealMlpInput(const RealMlpOptions& options, const FeatureLayout& layout,
                           const at::Device& device, Random& random, torch::nn::Module& net)
    : layout_(layout), members_(options.members), plain_(layout, options.one_hot_limit, device) {
  const auto numeric = static_cast<int64_t>(layout.numeric.size());
  embedding_ = make_embedding(options.embedding, numeric, members_, device, random);
  if (embedding_ != nullptr) net.register_module("embedding", embedding_);
  if (plain_->width() > 0) net.register_module("plain", plain_);
  numbers_ = numeric * (embedding_ != nullptr ? options.embedding.width : 1);
  width_ = numbers_ + plain_->width();
  add_categories(options, device, random, net);
}

void RealMlpInput::add_categories(const RealMlpOptions& options, const at::Device& device,
                                  Random& random, torch::nn::Module& net) {
  std::vector<int64_t> columns, first;
  int64_t rows = 0;
  for (size_t i = 0; i < layout_.cardinalities.size(); ++i) {
    if (layout_.cardinalities[i] <= options.one_hot_limit) continue;
    columns.push_back(static_cast<int64_t>(i));
    first.push_back(rows + 1);
    rows += layout_.cardinalities[i] + 1;
  }
  if (columns.empty()) return;
  width_ += static_cast<int64_t>(columns.size()) * options.category_width;
  columns_ = place(torch::tensor(columns, at::kLong), device);
  const at::Tensor member = torch::arange(members_, at::kLong).unsqueeze(1);
  first_ = place(torch::tensor(first, at::kLong) + rows * member, device);
  category_embedding_ = net.register_parameter(
      "category_embedding",
      draw_normal({members_, rows, options.category_width}, 1, device, random));
}

// [n, values] or [n * members, values] -> [n, members, values], without a copy.
at::Tensor RealMlpInput::of_members(const at::Tensor& values, bool per_member) const {
  if (!per_member) return values.unsqueeze(1).expand({-1, members_, -1});
  return values.view({values.size(0) / members_, members_, values.size(1)});
}

at::Tensor RealMlpInput::numbers(const NetInput& rows) {
  const auto numeric = static_cast<int64_t>(layout_.numeric.size());
  const at::Tensor x = of_members(rows.dense.narrow(1, 0, numeric).contiguous(), rows.per_member);
  if (embedding_ == nullptr) return x;
  // The numeric inputs of the members are so many inputs.
  return embedding_->forward(x.reshape({x.size(0), members_ * numeric}))
      .reshape({x.size(0), members_, numbers_});
}

at::Tensor RealMlpInput::categories(const NetInput& rows) {
  const at::Tensor codes = of_members(rows.codes.index_select(1, columns_), rows.per_member);
  return at::embedding(category_embedding_.flatten(0, 1), codes + first_).flatten(2);
}

at::Tensor RealMlpInput::forward(const NetInput& rows) {
  std::vector<at::Tensor> parts;
  if (!layout_.numeric.empty()) parts.push_back(numbers(rows));
  if (plain_->width() > 0) parts.push_back(of_members(plain_(rows), rows.per_member));
  if (category_embedding_.defined()) parts.push_back(categories(rows));
  for (at::Tensor& part : parts) part = part.transpose(0, 1);
  return at::cat(parts, 2);
}

void RealMlpInput::start(const Features& train) {
  if (embedding_ != nullptr) embedding_->start(train, layout_);
  plain_->start(train);
}

}  // namespace mlrun
