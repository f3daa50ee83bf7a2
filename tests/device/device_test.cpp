#include "device/device.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

using namespace mlrun;

TEST_CASE("the CPU opens without asking any driver") {
  DeviceChoice choice;
  CHECK(open_device("cpu", choice).is_cpu());
  CHECK(choice.reason == "asked for");
}

TEST_CASE("a seed repeats the draws of a device") {
  seed_device(7);
  const at::Tensor first = torch::rand({8});
  seed_device(7);
  CHECK(torch::rand({8}).equal(first));
  seed_device(8);
  CHECK_FALSE(torch::rand({8}).equal(first));
}

TEST_CASE("a generator goes back to a state and draws the same again") {
  const at::Tensor state = random_state(at::kCPU);
  const at::Tensor first = torch::rand({8});
  set_random_state(at::kCPU, state);
  CHECK(torch::rand({8}).equal(first));
}

TEST_CASE("placing where a tensor is already costs nothing") {
  const at::Tensor tensor = torch::ones({2});
  CHECK(place(tensor, at::kCPU).is_same(tensor));
}

TEST_CASE("threads are taken over") {
  set_threads(1);
  CHECK(threads() == 1);
}

TEST_CASE("LibTorch's version has three numbers") {
  CHECK_THAT(torch_version(), Catch::Matches("[0-9]+\\.[0-9]+\\.[0-9]+.*"));
}
