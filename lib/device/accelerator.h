#pragma once

#include <string>

namespace mlrun {

// Where LibTorch's accelerator library would lie: beside libtorch_cpu.
std::string accelerator_library_path();

// Loads it into the process, once. Must come before any other LibTorch call that asks for devices
// (design: a hook looked up earlier stays the stub for the life of the process).
// Throws Error(kDevice) with the loader's reason.
void load_accelerator();

// Loads it and lets LibTorch look for its devices. Returns why they cannot be used, as the middle
// of a sentence; empty when they can. The driver may be content where LibTorch is not.
std::string accelerator_fault();

// Whether this process has loaded it.
bool accelerator_loaded();

}  // namespace mlrun
