#pragma once

#include <string>
#include <vector>

#include "device/visible_devices.h"

namespace mlrun {

// What LibTorch needs of a driver. LibTorch 2.11 out of PyPI's wheel is built for CUDA 13.0 (its
// runtime is libcudart.so.13); change both with the version in scripts/versions.env.
inline constexpr int kNeededCuda = 13'000;               // 1000 major + 10 minor, as drivers count
inline constexpr const char* kNeededDriverName = "580";  // the first driver that speaks it

// What a driver says of itself; plain data, so that driver_fault() can be tested without one.
struct DriverAnswer {
  bool installed = true;   // false: there is no libcuda.so.1
  std::string load_fault;  // why it is there but no driver; empty: it is one
  int code = 0;            // of its start (cuInit); 0: it started
  int version = 0;         // the CUDA it speaks, 13000 is 13.0; 0: not known
  std::vector<AcceleratorInfo> devices;
};

// Loads the driver (a name for the loader, or a path) and asks it. Never throws.
DriverAnswer ask_driver(const std::string& library = "libcuda.so.1");

// Why no device can be used with this driver, as the middle of a sentence; empty when one can.
// `restriction` as in VisibleDevices. Pure.
std::string driver_fault(const DriverAnswer& answer, const std::string& restriction);

// 12040 -> "12.4"; 0 -> "".
std::string cuda_version(int number);

}  // namespace mlrun
