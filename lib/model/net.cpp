#include "model/net.h"

#include <torch/types.h>

#include "device/device.h"

namespace mlrun {

NetInput NetInput::take(const at::Tensor& indices) const {
  return {.dense = dense.index_select(0, indices),
          .codes = codes.defined() ? codes.index_select(0, indices) : at::Tensor()};
}

NetInput NetInput::on(const at::Device& device) const {
  NetInput there = *this;
  there.dense = place(dense, device);
  if (codes.defined()) there.codes = place(codes, device);
  return there;
}

NetInput NetInput::slice(int64_t begin, int64_t count) const {
  return {.dense = dense.narrow(0, begin, count),
          .codes = codes.defined() ? codes.narrow(0, begin, count) : at::Tensor()};
}

NetInput place_features(const Features& features, const FeatureLayout& layout,
                        const at::Device& device) {
  NetInput input;
  input.dense = torch::empty({features.rows, layout.dense_width()});
  std::copy(features.dense.begin(), features.dense.end(), input.dense.data_ptr<float>());
  input.dense = place(input.dense, device);
  if (!layout.categorical.empty()) {
    const auto columns = static_cast<int64_t>(layout.categorical.size());
    input.codes = torch::empty({features.rows, columns}, at::kLong);
    std::copy(features.codes.begin(), features.codes.end(), input.codes.data_ptr<int64_t>());
    input.codes = place(input.codes, device);
  }
  return input;
}

void Net::start(const Features&, Random&) {}

// As in the reference code of TabM: of an embedding, what stands next to the input itself.
ParameterRule Net::rule(const std::string& parameter_path) const {
  const bool left_alone =
      parameter_path.ends_with("bias") || parameter_path.find("norm") != std::string::npos ||
      parameter_path == "embedding.linear_weight" || parameter_path == "embedding.frequencies" ||
      parameter_path == "embedding.phases";
  return {.weight_decay = left_alone ? 0.0 : 1.0};
}

void Net::set_dropout_share(double) {}

}  // namespace mlrun
