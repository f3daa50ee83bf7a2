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

TEST_CASE("a plugin's device is known while there is a plugin") {
  CHECK(parse_device("npu", "npu").type == "npu");
  CHECK(parse_device("npu:2", "npu").index == 2);
  CHECK(parse_device("cuda:1", "npu").type == "cuda");
  CHECK_THROWS_AS(parse_device("npu"), Error);
  CHECK_THROWS_AS(parse_device("npu:", "npu"), Error);
  CHECK_THROWS_WITH(parse_device("npx", "npu"),
                    "--device: expected auto, cpu, cuda, cuda:N, npu or npu:N, got \"npx\"; did "
                    "you mean \"npu\"?");
}

TEST_CASE("a foreign device is one that mlrun has no name for") {
  for (const char* text : {"auto", "cpu", "cuda", "cuda:3", "cuda:x"}) {
    CHECK_FALSE(names_foreign_device(text));
  }
  for (const char* text : {"npu", "npu:0", "", "cude"}) CHECK(names_foreign_device(text));
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
