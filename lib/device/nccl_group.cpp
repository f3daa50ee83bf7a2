#include "device/nccl_group.h"

#include <dlfcn.h>

#include <torch/csrc/distributed/c10d/PrefixStore.hpp>

#include "device/cuda_plugin.h"
#include "device/nccl_api.h"
#include "device/quiet.h"

namespace mlrun {
namespace {

using ApiGetter = const NcclApi* (*)();

const NcclApi* find_api(std::string& fault) {
  void* library = cuda_plugin(fault);
  if (library == nullptr) return nullptr;
  const auto get = reinterpret_cast<ApiGetter>(dlsym(library, "mlrun_nccl_api"));
  if (get != nullptr) return get();
  fault = "libmlrun_cuda.so was built without NCCL";
  return nullptr;
}

}  // namespace

std::string nccl_fault(const at::Device& device) {
  if (!device.is_cuda()) return "it is for CUDA devices";
  std::string fault;
  find_api(fault);
  return fault;
}

Transport connect_nccl(const RankPlace& place, const RankStore& store, const at::Device& device,
                       const GroupTimes& times) {
  const QuietThreads quiet;
  std::string fault;
  const NcclApi* api = find_api(fault);
  TORCH_CHECK(api != nullptr, fault);
  return {api->connect(c10::make_intrusive<c10d::PrefixStore>("nccl", store), place.rank,
                       place.world, device, times.collective),
          device, true};
}

}  // namespace mlrun
