// libmlrun_cuda.so: NCCL, loaded only where several ranks train on CUDA devices.
#include <c10/util/env.h>

#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>

#include "device/nccl_api.h"

namespace mlrun {
namespace {

// The size of LibTorch's class goes by them: others than those it was built with would corrupt it.
static_assert(NCCL_MAJOR == 2 && NCCL_MINOR == 28, "LibTorch 2.11.0 was built with NCCL 2.28");

c10::intrusive_ptr<c10d::Backend> connect(const c10::intrusive_ptr<c10d::Store>& store, int rank,
                                          int world, const at::Device& device,
                                          std::chrono::milliseconds limit) {
  // LibTorch's watchdog would end the process a minute after a fault, without a word that helps.
  c10::utils::set_env("TORCH_NCCL_BLOCKING_WAIT", "1", false);
  auto options = c10d::ProcessGroupNCCL::Options::create();
  options->timeout = limit;
  auto backend = c10::make_intrusive<c10d::ProcessGroupNCCL>(store, rank, world, options);
  backend->setBoundDeviceId(device);
  // Now and not with the first call: its threads are made here, and what is wrong shows here.
  backend->eagerConnectSingleDevice(device);
  return backend;
}

}  // namespace
}  // namespace mlrun

extern "C" const mlrun::NcclApi* mlrun_nccl_api() {
  static const mlrun::NcclApi api{&mlrun::connect};
  return &api;
}
