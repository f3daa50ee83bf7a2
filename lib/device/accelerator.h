#pragma once

#include <string>

namespace mlrun {

// Where LibTorch's accelerator library would lie: beside libtorch_cpu.
std::string accelerator_library_path();

// Loads it into the process, once. Must come before any other LibTorch call that asks for devices
// (design: a hook looked up earlier stays the stub for the life of the process).
// Throws Error(kDevice) with the loader's reason.
void load_accelerator();

// Whether this process has loaded it.
bool accelerator_loaded();

}  // namespace mlrun
