#include "device/device_request.h"

#include <catch2/catch.hpp>

#include "core/error.h"

using namespace mlrun;

TEST_CASE("device requests that exist") {
  CHECK(parse_device("auto").type == "auto");
  CHECK(parse_device("cpu").type == "cpu");
  CHECK(parse_device("cuda").index == -1);
  CHECK(parse_device("cuda:3").type == "cuda");
  CHECK(parse_device("cuda:3").index == 3);
}

TEST_CASE("device requests that do not") {
  for (const char* text : {"", "gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:1.5", "cpu:0", "auto:1",
                           "CUDA", "cuda:999", "cuda 1"}) {
    INFO(text);
    try {
      parse_device(text);
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::kUsage);
      CHECK_THAT(error.what(),
                 Catch::StartsWith("--device: expected auto, cpu, cuda or cuda:N, got "));
    }
  }
}

TEST_CASE("a device request near a known one gets a suggestion") {
  CHECK_THROWS_WITH(parse_device("cude"),
                    "--device: expected auto, cpu, cuda or cuda:N, got \"cude\"; did you mean "
                    "\"cuda\"?");
}
