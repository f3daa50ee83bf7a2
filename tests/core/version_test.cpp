#include "core/version.h"

#include <catch2/catch.hpp>
#include <regex>
#include <string>

namespace mlrun {
namespace {

TEST_CASE("the version is three numbers, the compiler is named") {
  CHECK(std::regex_match(std::string(version()), std::regex(R"(\d+\.\d+\.\d+)")));
  CHECK(std::regex_match(std::string(compiler()), std::regex(R"((g\+\+|clang) \d+\..*, \w+)")));
}

}  // namespace
}  // namespace mlrun
