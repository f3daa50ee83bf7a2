#include "data/arrow_component.h"

#include <catch2/catch.hpp>

#include "core/error.h"

using namespace mlrun;

// tests/arrow has the tests of what it does; here is how it is found, or missed.
TEST_CASE("the arrow component is there, or the error says how to get it") {
#ifdef MLRUN_ARROW_BUILT
  CHECK(std::string(arrow_component().version) == MLRUN_VERSION);
#else
  try {
    arrow_component();
    FAIL("loaded, though it was not built");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kFailure);
    CHECK_THAT(error.what(), Catch::Contains("need mlrun's component arrow") &&
                                 Catch::Contains("libmlrun_arrow.so") &&
                                 Catch::Contains("docs/install.md"));
  }
#endif
}
