#include "device/device_graph.h"

#include <catch2/catch.hpp>

#include "core/error.h"

using namespace mlrun;

// Recording itself is tested on the fake accelerator: device_contract/graph_step_test.cpp.
TEST_CASE("a CPU has no graphs, and says so") {
  CHECK(graph_fault(at::kCPU) == "a CPU has no graphs");
  try {
    DeviceGraph graph(at::kCPU);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kDevice);
    CHECK(error.what() == std::string("device cpu: no graph: a CPU has no graphs"));
  }
}
