#pragma once

#include <string>

namespace mlrun {

// libmlrun_cuda.so, which holds what needs NVIDIA's headers, for dlsym: loaded once, from beside
// this library. Null with the loader's reason in `fault` where it does not load; it does only where
// LibTorch's GPU half is loaded already.
void* cuda_plugin(std::string& fault);

}  // namespace mlrun
