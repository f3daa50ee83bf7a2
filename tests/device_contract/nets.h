#pragma once

#include <torch/types.h>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "checkpoint/state_dict.h"
#include "config/train_config.h"
#include "device_contract/plugin.h"
#include "model/model_factory.h"
#include "train/report.h"

namespace mlrun::test {

// Two numeric inputs, an indicator, categories of three and two levels.
inline const FeatureLayout kMixed{{"a", "b"}, {"a missing"}, {"c", "d"}, {3, 2}};

// A net with everything that lies on a device: weights, running statistics, one-hot offsets.
inline ModelDescription mixed_model(bool classes, bool batch_norm = true) {
  DenseOptions options;
  options.hidden = {12, 8};
  options.batch_norm = batch_norm;
  options.dropout = 0.25;
  return {options, kMixed, classes ? 3 : 1, classes};
}

// Rows with missing and unknown levels, and targets that depend on every input.
inline LabelledRows mixed_rows(int64_t n, bool classes, bool weighted = false) {
  LabelledRows rows;
  rows.features.rows = n;
  for (int64_t i = 0; i < n; ++i) {
    const float a = static_cast<float>(i * 7 % 11) / 11.0F;
    const float b = static_cast<float>(i * 5 % 13) / 13.0F;
    const auto missing = static_cast<float>(i % 6 == 0);
    const auto c = static_cast<int32_t>(i % 4) - 1;
    const auto d = static_cast<int32_t>(i % 2);
    rows.features.dense.insert(rows.features.dense.end(), {a, b, missing});
    rows.features.codes.insert(rows.features.codes.end(), {c, d});
    const float y = 2 * a - b + missing + 0.5F * static_cast<float>(c) - static_cast<float>(d);
    rows.targets.push_back(classes ? static_cast<float>(y < -0.5F ? 0 : (y < 0.5F ? 1 : 2)) : y);
    if (weighted) rows.weights.push_back(static_cast<float>(i % 3));
  }
  return rows;
}

// Every parameter and buffer of a net, by path, as it stands there: no code of mlrun's between.
inline std::vector<std::pair<std::string, at::Tensor>> all_tensors(const torch::nn::Module& net) {
  std::vector<std::pair<std::string, at::Tensor>> all;
  for (const auto& item : net.named_parameters()) all.emplace_back(item.key(), item.value());
  for (const auto& item : net.named_buffers()) all.emplace_back(item.key(), item.value());
  return all;
}

// Values for all of them, no two tensors alike and none as a fresh net has it.
inline StateDict known_state(const ModelDescription& description) {
  StateDict state;
  const auto net = make_net(description, at::kCPU, 1);
  float next = 0.25F;
  for (const auto& [path, tensor] : all_tensors(*net)) {
    std::vector<float> values;
    for (int64_t i = 0; i < tensor.numel(); ++i) {
      next = next > 1.5F ? next - 1.43F : next + 0.171F;
      values.push_back(path.ends_with("bias") ? -next : next);
    }
    state.emplace(path, HostTensor::of(tensor.sizes().vec(), values));
  }
  return state;
}

// What a tensor holds, wherever it lies.
inline std::vector<float> values_of(const at::Tensor& tensor) {
  const at::Tensor home = tensor.detach().to(at::kCPU).contiguous();
  const auto* values = home.const_data_ptr<float>();
  return {values, values + home.numel()};
}

// A net whose tensors hold a state, set one by one.
inline std::shared_ptr<Net> net_with(const ModelDescription& description, const StateDict& state,
                                     const at::Device& device) {
  auto net = make_net(description, device, 2);
  const torch::NoGradGuard no_grad;
  for (const auto& [path, tensor] : all_tensors(*net)) {
    tensor.copy_(torch::tensor(state.at(path).floats()).view(tensor.sizes()));
  }
  return net;
}

// The largest |a - b|. Requires equal sizes.
inline double largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  double largest = a.size() == b.size() ? 0 : 1e300;
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    largest = std::max(largest, std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
  }
  return largest;
}

// Two runs that should be one: their losses, their scores, which epochs were best.
inline void check_same(const TrainReport& here, const TrainReport& there) {
  REQUIRE(there.history.size() == here.history.size());
  for (size_t i = 0; i < here.history.size(); ++i) {
    const EpochReport& ours = here.history[i];
    const EpochReport& theirs = there.history[i];
    CHECK(theirs.train_loss == Approx(ours.train_loss).epsilon(1e-4));
    CHECK(theirs.valid_metric == Approx(ours.valid_metric).epsilon(1e-4));
    CHECK(theirs.best == ours.best);
  }
  CHECK(there.steps == here.steps);
}

}  // namespace mlrun::test
