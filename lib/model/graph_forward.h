#pragma once

#include <cstdint>
#include <memory>

#include "device/device_graph.h"
#include "model/net.h"

namespace mlrun {

// Answers chunks of one number of rows by a graph that is recorded here and now, whatever the net
// was trained with; chunks of another number, and the first few, run eagerly.
class GraphForward {
 public:
  // Keeps a reference to the net, which must be in evaluation mode. Throws Error(kDevice) where the
  // device has no graphs.
  GraphForward(Net& net, const at::Device& device, bool classification);
  ~GraphForward();
  // net_answers of these rows; valid until the next call.
  at::Tensor answer(const NetInput& rows);
  // Whether a graph has been recorded.
  bool recorded() const { return recorded_; }

 private:
  void record(const NetInput& rows);

  Net& net_;
  at::Device device_;
  bool classification_;
  std::unique_ptr<DeviceGraph> graph_;
  int64_t rows_ = 0;      // of the chunks that the graph is for: the first number that repeats
  int64_t warm_ups_ = 0;  // so far
  bool recorded_ = false;
  NetInput input_;  // what the graph reads
  at::Tensor answer_;
};

}  // namespace mlrun
