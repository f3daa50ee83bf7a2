#include "device/nccl_group.h"

#include <ATen/Context.h>
#include <torch/types.h>

#include <catch2/catch.hpp>
#include <torch/csrc/distributed/c10d/HashStore.hpp>

#include "device/accelerator.h"
#include "device/device.h"
#include "device/rank_group.h"

using namespace mlrun;

TEST_CASE("NCCL is not for host memory") {
  CHECK(nccl_fault(at::kCPU) == "it is for CUDA devices");
}

TEST_CASE("the plugin has NCCL, which refuses a process without a device", "[.plugin]") {
#ifdef MLRUN_CUDA_PLUGIN
  load_accelerator();
  const at::Device device(at::kCUDA, 0);
  const std::string fault = nccl_fault(device);
  if (fault == "libmlrun_cuda.so was built without NCCL") {
    WARN("skipped: " << fault);
    return;
  }
  REQUIRE(fault == "");
  if (at::globalContext().hasCUDA()) return;  // the next case is for such hosts
  RankPlace place;
  place.world = 2;
  const auto store = c10::make_intrusive<c10d::HashStore>();
  CHECK_THROWS_WITH(connect_nccl(place, store, device, GroupTimes{}),
                    Catch::Contains("only supported with GPUs, no GPUs found"));
#else
  WARN("skipped: libmlrun_cuda.so is not built here");
#endif
}

// What one device can show of NCCL: a world of one goes through all of it but the other ranks.
TEST_CASE("NCCL broadcasts, sums and waits on a device", "[cuda]") {
  DeviceChoice choice;
  const at::Device device = open_device("auto", choice);
  if (device.is_cpu()) {
    WARN("skipped: " << choice.reason);
    return;
  }
  const std::string fault = nccl_fault(device);
  if (!fault.empty()) {
    WARN("NCCL is not looked at: " << fault);
    return;
  }
  const auto store = c10::make_intrusive<c10d::HashStore>();
  const auto group = group_over(RankPlace{}, GroupTimes{}, store,
                                connect_nccl(RankPlace{}, store, device, GroupTimes{}));
  at::Tensor flat = torch::ones({1000}, torch::TensorOptions().device(device));
  for (int i = 0; i < 100; ++i) group->sum(flat);
  std::vector<at::Tensor> tensors = {flat, torch::full({1}, 3.5, at::kDouble),
                                     torch::ones({2, 3}).to(device).t()};
  group->broadcast(tensors);
  group->barrier();
  CHECK(flat.cpu().equal(torch::ones({1000})));
  CHECK(tensors[1].item<double>() == 3.5);
}
