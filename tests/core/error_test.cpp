#include "core/error.h"

#include <catch2/catch.hpp>
#include <cerrno>

namespace mlrun {
namespace {

TEST_CASE("the value of a kind is the exit code of the program") {
  const std::pair<ErrorKind, std::pair<int, std::string>> table[] = {
      {ErrorKind::kFailure, {1, "failure"}},
      {ErrorKind::kUsage, {2, "usage"}},
      {ErrorKind::kData, {3, "data"}},
      {ErrorKind::kModel, {4, "model"}},
      {ErrorKind::kDevice, {5, "device"}},
      {ErrorKind::kResult, {6, "result"}},
      {ErrorKind::kTemporary, {75, "temporary"}},
  };
  for (const auto& [kind, expected] : table) {
    const Error error(kind, "a sentence");
    CHECK(error.kind() == kind);
    CHECK(error.exit_code() == expected.first);
    CHECK(name(kind) == expected.second);
    CHECK(std::string(error.what()) == "a sentence");
  }
}

TEST_CASE("the system's reason begins in lower case") {
  CHECK(system_reason(ENOSPC) == "no space left on device");
  CHECK(system_reason(ENOENT) == "no such file or directory");
}

}  // namespace
}  // namespace mlrun
