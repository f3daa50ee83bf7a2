#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "device/device_plugin.h"

namespace mlrun {

struct AcceleratorInfo {
  std::string name;
  uint64_t memory = 0;  // bytes in all
};

// What a host offers beside its CPU, found without using it: the driver is asked first, so that a
// host without one answers in a millisecond and loads nothing.
struct VisibleDevices {
  std::string driver;         // the CUDA it speaks, "13.0"; empty: no driver, or one that is silent
  std::string driver_fault;   // why no device can be used with it; empty: one can
  std::string library_fault;  // why LibTorch's accelerator library cannot serve; empty: it can
  bool library_installed = false;
  std::vector<AcceleratorInfo> accelerators;
  // What narrows the devices down: `CUDA_VISIBLE_DEVICES is "0,1"`; empty: nothing does.
  std::string restriction;
  DevicePlugin plugin = {};  // of the environment, where it was asked for
};

// Asks the driver (never LibTorch), and looks for LibTorch's accelerator library beside
// libtorch_cpu without loading it. Leaves the plugin alone.
VisibleDevices probe_driver();

// The same, and the plugin if the environment names one: it is loaded, since it cannot be asked
// otherwise.
VisibleDevices probe_devices();

}  // namespace mlrun
