#include "device/cuda_plugin.h"

#include <dlfcn.h>

#include <catch2/catch.hpp>

#include "device/accelerator.h"
#include "device/device_graph.h"

using namespace mlrun;

TEST_CASE("without LibTorch's GPU half the plugin does not load, and says so") {
  if (accelerator_loaded()) return;
  std::string fault;
  CHECK(cuda_plugin(fault) == nullptr);
  CHECK_THAT(fault, Catch::Contains("cannot open shared object file"));
}

TEST_CASE("the plugin loads after LibTorch's GPU half, without a device", "[.plugin]") {
#ifdef MLRUN_CUDA_PLUGIN
  load_accelerator();
  std::string fault;
  void* plugin = cuda_plugin(fault);
  INFO(fault);
  REQUIRE(plugin != nullptr);
  CHECK(dlsym(plugin, "mlrun_device_graph_api") != nullptr);
  CHECK(graph_fault(at::Device(at::kCUDA, 0)) == "");
  void* kernels = cuda_plugin(fault, "libmlrun_cuda_kernels.so");
  INFO(fault);
  REQUIRE(kernels != nullptr);
  CHECK(dlsym(kernels, "mlrun_layer_api") != nullptr);
  CHECK(dlsym(kernels, "mlrun_update_api") != nullptr);
#else
  WARN("skipped: libmlrun_cuda.so is not built here");
#endif
}
