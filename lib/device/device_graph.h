#pragma once

#include <c10/core/Device.h>

#include <functional>
#include <memory>
#include <string>

#include "device/graph_api.h"

namespace mlrun {

// Operations of one device, recorded once and launched again as one. Belongs to this process and
// this device; nothing of it can be stored. Work that is recorded must not read values on the host,
// and sees host numbers as they were while it was recorded.
class DeviceGraph {
 public:
  using Work = std::function<void()>;

  // Throws Error(kDevice) saying why the device cannot record.
  explicit DeviceGraph(const at::Device& device);
  DeviceGraph(const DeviceGraph&) = delete;
  DeviceGraph& operator=(const DeviceGraph&) = delete;
  ~DeviceGraph();
  // Runs work on the graph's stream without recording: libraries set themselves up there.
  void warm_up(const Work& work);
  // Records the work and carries it out once. When it throws, the graph is of no more use.
  void record(const Work& work);
  // Carries the recorded work out again.
  void replay();

 private:
  const DeviceGraphApi* api_;
  void* graph_;
};

// Why graphs cannot be recorded on this device in this process; empty when they can.
std::string graph_fault(const at::Device& device);

// Throws Error(kDevice) with that reason where there is one.
void require_graphs(const at::Device& device);

}  // namespace mlrun
