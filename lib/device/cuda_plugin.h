#pragma once

#include <string>

namespace mlrun {

// A library that holds what needs NVIDIA's headers, for dlsym: loaded once, from beside this
// library. Null with the loader's reason in `fault` where it does not load; it does only where
// LibTorch's GPU half is loaded already.
void* cuda_plugin(std::string& fault, const char* name = "libmlrun_cuda.so");

}  // namespace mlrun
