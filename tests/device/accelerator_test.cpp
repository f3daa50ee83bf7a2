#include "device/accelerator.h"

#include <catch2/catch.hpp>
#include <filesystem>

#include "core/error.h"

using namespace mlrun;

TEST_CASE("nothing is loaded before it is asked for") { CHECK_FALSE(accelerator_loaded()); }

TEST_CASE("a library that is not there is a device error that names it") {
  if (std::filesystem::exists(accelerator_library_path())) {
    WARN("skipped: the accelerator's library is installed here");
    return;
  }
  try {
    load_accelerator();
    FAIL("loaded");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kDevice);
    CHECK_THAT(error.what(), Catch::Contains("libtorch_cuda.so"));
    CHECK_THAT(error.what(), Catch::Contains("scripts/setup.sh --cuda"));
  }
  CHECK_FALSE(accelerator_loaded());
}
