#include "config/mistakes.h"

#include <catch2/catch.hpp>

namespace mlrun {
namespace {

TEST_CASE("with_origin begins each line with the origin") {
  CHECK(with_origin("a.json", {"x: wrong", "y: wrong"}) ==
        Mistakes{"a.json: x: wrong", "a.json: y: wrong"});
}

TEST_CASE("throw_mistakes throws one error of the kind, a line each") {
  CHECK_NOTHROW(throw_mistakes({}, ErrorKind::kUsage));
  try {
    throw_mistakes({"a", "b"}, ErrorKind::kModel);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kModel);
    CHECK(error.what() == std::string("a\nb"));
  }
}

}  // namespace
}  // namespace mlrun
