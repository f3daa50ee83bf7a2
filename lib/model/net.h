#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/random.h"
#include "features/features.h"

namespace mlrun {

// Where some rows stand in a batch that is worked through in parts, by several devices or one
// after the other. Random masks are then drawn for the whole batch, so that the parts together see
// what the batch would. Counted in rows of the loss: rows of a net's members at the same place of
// their batches count as one.
struct BatchWindow {
  int64_t begin = 0;
  int64_t total = 0;
};

// Rows on a net's device.
struct NetInput {
  at::Tensor dense;  // [n, dense_width] float32
  at::Tensor codes;  // [n, categorical] int64, -1 = unknown; undefined when there are none
  std::optional<BatchWindow> window = std::nullopt;  // not given: the rows are the whole batch
  // Every member has rows of its own: [n * members], those that stand at the same place of the
  // members' batches side by side.
  bool per_member = false;

  int64_t rows() const { return dense.size(0); }
  // The rows of these indices (int64, same device), in that order.
  NetInput take(const at::Tensor& indices) const;
  // The same on a device; the same tensors when they are there.
  NetInput on(const at::Device& device) const;
  // Rows [begin, begin + count), without a copy.
  NetInput slice(int64_t begin, int64_t count) const;
};

// Host rows on a device. Requires the layout they were made with.
NetInput place_features(const Features& features, const FeatureLayout& layout,
                        const at::Device& device);

// How an optimizer treats a parameter, as multiples of the run's settings.
struct ParameterRule {
  double lr = 1;
  double weight_decay = 1;
  bool operator==(const ParameterRule&) const = default;
};

// What every net of mlrun is: a module with one way in and one way out.
class Net : public torch::nn::Module {
 public:
  // Logits for classes, the target on the net's scale for regression: [n, outputs], or
  // [n, members, outputs] from a net of members; rows per member: n of [n * members] rows.
  virtual at::Tensor forward(const NetInput& rows) = 0;
  virtual int64_t members() const { return 1; }
  // Whether each member trains on rows of its own (NetInput::per_member).
  virtual bool trains_per_member() const { return false; }
  // Sets what depends on the training rows, once, before the first step: bins, initial values.
  virtual void start(const Features& train, Random& random);
  // Weight decay leaves alone biases, what belongs to a norm, and the linear part, the frequencies
  // and the phases of an embedding.
  virtual ParameterRule rule(const std::string& parameter_path) const;
  // The share of its dropout that the coming steps use, for dropout that falls over a run. Reads
  // nothing on the host, so that steps may have been recorded.
  virtual void set_dropout_share(double share);
};

}  // namespace mlrun
