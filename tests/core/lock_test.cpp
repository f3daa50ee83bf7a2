#include "core/lock.h"

#include <catch2/catch.hpp>
#include <csignal>

#include "core/fixtures.h"

namespace mlrun {
namespace {

using test::child_status;
using test::error_of;
using test::TempDir;

std::string try_lock(const std::string& path) {
  return error_of([&] { FileLock lock(path); });
}

TEST_CASE("one holder at a time") {
  const TempDir dir;
  const std::string path = dir / "lock";
  {
    FileLock lock(path);
    CHECK(try_lock(path) ==
          "temporary: " + path + ": locked by another run; try again when it ends");
    const int status = child_status([&] { FileLock second(path); });
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 75);
  }
  CHECK(try_lock(path) == "no error");
}

TEST_CASE("a killed holder leaves nothing to clean up") {
  const TempDir dir;
  const int status = child_status([&] {
    FileLock lock(dir / "lock");
    raise(SIGKILL);
  });
  CHECK(WIFSIGNALED(status));
  CHECK(std::filesystem::exists(dir / "lock"));
  CHECK(try_lock(dir / "lock") == "no error");
}

TEST_CASE("a lock that cannot be made is a failure") {
  const TempDir dir;
  CHECK(try_lock(dir / "no/lock") ==
        "failure: " + (dir / "no/lock") + ": cannot be opened: no such file or directory");
}

}  // namespace
}  // namespace mlrun
