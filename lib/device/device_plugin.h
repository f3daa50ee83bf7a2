#pragma once

#include <string>

namespace mlrun {

// An accelerator that LibTorch has no code for, from a library that the environment names.
struct DevicePlugin {
  std::string name;   // what --device calls it; empty: none
  int devices = 0;    // how many there are
  std::string fault;  // why the library cannot serve; empty: it can, or none is named
};

inline constexpr const char* kPluginVariable = "MLRUN_DEVICE_PLUGIN";

// Whether the environment names a library.
bool device_plugin_named();

// Loads it into the process, once, and asks what it brought. Requires that it is named; must come
// before any other LibTorch call that asks for devices. Throws Error(kDevice) with the loader's
// reason, or when the library registers no device of its own.
const DevicePlugin& load_device_plugin();

// The library once it is loaded, for dlsym; null before.
void* device_plugin_handle();

}  // namespace mlrun
