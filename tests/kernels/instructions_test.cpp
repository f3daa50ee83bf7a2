#include "kernels/instructions.h"

#include <catch2/catch.hpp>
#include <string>

using namespace mlrun;

TEST_CASE("names of instruction sets go both ways") {
  for (const Instructions set : {Instructions::kBaseline, Instructions::kAvx2,
                                 Instructions::kAvx512, Instructions::kAvx512Bf16}) {
    CHECK(instructions_named(name(set)) == set);
  }
  CHECK(std::string(name(Instructions::kAvx512)) == "avx512");
  for (const char* text : {"", "AVX2", "avx", "sse2", "avx512f"}) {
    CHECK(instructions_named(text) == std::nullopt);
  }
}

TEST_CASE("every host has the baseline, and its best is one that it has") {
  CHECK(host_has(Instructions::kBaseline));
  CHECK(host_has(host_instructions()));
  if (host_has(Instructions::kAvx512)) CHECK(host_instructions() >= Instructions::kAvx512);
}
