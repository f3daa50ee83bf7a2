#include "core/file.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <thread>

#include "core/fixtures.h"

namespace mlrun {
namespace {

using test::child_status;
using test::error_of;
using test::put;
using test::slurp;
using test::TempDir;

mode_t mode_of(const std::string& path) {
  struct stat info {};
  REQUIRE(stat(path.c_str(), &info) == 0);
  return info.st_mode & 07777;
}

void write_whole(const std::string& path, const std::string& bytes) {
  AtomicFile file(path);
  file.write(bytes);
  file.commit();
}

TEST_CASE("a file is read whole, whatever its size") {
  const TempDir dir;
  for (const size_t size : {size_t{0}, size_t{1}, size_t{4095}, size_t{4096}, size_t{1000003}}) {
    std::string bytes(size, 'x');
    if (size > 0) bytes[size / 2] = '\0';
    put(dir / "f", bytes);
    CHECK(read_file(dir / "f", ErrorKind::kData) == bytes);
  }
  // Files of /proc say they hold nothing.
  CHECK(read_file("/proc/self/status", ErrorKind::kData).find("VmRSS") != std::string::npos);
}

TEST_CASE("a file that cannot be read is an error of the asked kind") {
  const TempDir dir;
  CHECK(error_of([&] { read_file(dir / "no", ErrorKind::kData); }) ==
        "data: " + (dir / "no") + ": cannot be read: no such file or directory");
  CHECK(error_of([&] { read_file(dir.path(), ErrorKind::kModel); }) ==
        "model: " + dir.path() + ": cannot be read: is a directory");
}

TEST_CASE("an output path is judged before the work") {
  const TempDir dir;
  put(dir / "old", "x");
  CHECK(error_of([&] { check_output_path("-", false); }) == "no error");
  CHECK(error_of([&] { check_output_path(dir / "new", false); }) == "no error");
  CHECK(error_of([&] { check_output_path(dir / "old", true); }) == "no error");
  CHECK(error_of([&] { check_output_path("/dev/full", false); }) == "no error");
  CHECK(error_of([&] { check_output_path("new-name-in-the-working-directory", false); }) ==
        "no error");
  CHECK(error_of([&] { check_output_path(dir / "old", false); }) ==
        "usage: " + (dir / "old") + ": exists already; --force replaces it");
  CHECK(error_of([&] { check_output_path("", false); }) ==
        "usage: the name of an output file is empty");
  CHECK(error_of([&] { check_output_path(dir.path(), true); }) ==
        "failure: " + dir.path() + ": cannot be written: is a directory");
  CHECK(error_of([&] { check_output_path(dir / "a/b", false); }) ==
        "failure: " + (dir / "a/b") + ": the directory " + (dir / "a") + " does not exist");
  CHECK(error_of([&] { check_output_path(dir / "old/b", false); }) ==
        "failure: " + (dir / "old/b") + ": cannot be written: not a directory");
  CHECK(dir.count() == 1);
  if (geteuid() == 0) {
    WARN("root may write everywhere: the read-only directory is not tested");
    return;
  }
  std::filesystem::create_directory(dir / "locked");
  chmod((dir / "locked").c_str(), 0555);
  CHECK(error_of([&] { check_output_path(dir / "locked/b", false); }) ==
        "failure: " + (dir / "locked/b") + ": the directory " + (dir / "locked") +
            " is not writable: permission denied");
}

TEST_CASE("two outputs are one file, whether it is there or not") {
  const TempDir dir;
  std::filesystem::create_symlink("new", dir / "link");
  std::filesystem::create_directory(dir / "d");
  CHECK(same_output(dir / "new", dir / "./d/../new"));
  CHECK(same_output(dir / "new", dir / "link"));
  CHECK_FALSE(same_output(dir / "new", dir / "d/new"));
  CHECK_FALSE(same_output(dir / "new", dir / "other"));
  CHECK_FALSE(same_output(dir / "no/new", dir / "nope/new"));
  put(dir / "new", "x");
  std::filesystem::create_hard_link(dir / "new", dir / "hard");
  CHECK(same_output(dir / "new", dir / "link"));
  CHECK(same_output(dir / "new", dir / "hard"));
  CHECK_FALSE(same_output(dir / "new", dir / "other"));
  CHECK(same_output("-", "-"));
  CHECK_FALSE(same_output("-", dir / "new"));
  CHECK_FALSE(same_output("/dev/null", "/dev/null"));
}

TEST_CASE("a new file appears at commit and not before") {
  const TempDir dir;
  put(dir / "f", "old");
  {
    AtomicFile file(dir / "f");
    file.write("new ");
    file.write("");
    file.write("text");
    CHECK(slurp(dir / "f") == "old");
    CHECK(dir.count() == 2);
    file.commit();
    CHECK(slurp(dir / "f") == "new text");
    file.commit();
  }
  CHECK(slurp(dir / "f") == "new text");
  CHECK(dir.count() == 1);
}

TEST_CASE("an uncommitted file leaves nothing behind") {
  const TempDir dir;
  put(dir / "f", "old");
  CHECK_THROWS_AS(
      [&] {
        AtomicFile file(dir / "f");
        file.write("half");
        throw Error(ErrorKind::kData, "bad row");
      }(),
      Error);
  CHECK(slurp(dir / "f") == "old");
  CHECK(dir.count() == 1);
}

TEST_CASE("a write that fails half way keeps the old file") {
  const TempDir dir;
  put(dir / "f", "old");
  // The limit makes the first write short and the second fail.
  const int status = child_status([&] {
    signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{4096, 4096};
    setrlimit(RLIMIT_FSIZE, &limit);
    const std::string error = error_of([&] { write_whole(dir / "f", std::string(10000, 'x')); });
    if (error != "failure: " + (dir / "f") + ": cannot be written: file too large") _exit(50);
  });
  CHECK(status == 0);
  CHECK(slurp(dir / "f") == "old");
  CHECK(dir.count() == 1);
}

TEST_CASE("permission bits") {
  const TempDir dir;
  const mode_t before = umask(027);
  write_whole(dir / "new", "x");
  umask(before);
  CHECK(mode_of(dir / "new") == 0640);
  for (const mode_t mode : {0600, 0444, 0755}) {
    chmod((dir / "new").c_str(), mode);
    write_whole(dir / "new", "y");
    CHECK(mode_of(dir / "new") == mode);
  }
}

TEST_CASE("a symbolic link stays and its target is replaced") {
  const TempDir dir;
  std::filesystem::create_directory(dir / "sub");
  put(dir / "sub/real", "old");
  std::filesystem::create_symlink("sub/real", dir / "link");
  std::filesystem::create_symlink("link", dir / "second");
  std::filesystem::create_symlink("sub/later", dir / "dangling");
  std::filesystem::create_symlink("loop", dir / "loop");
  write_whole(dir / "second", "new");
  CHECK(std::filesystem::is_symlink(dir / "link"));
  CHECK(std::filesystem::is_symlink(dir / "second"));
  CHECK(slurp(dir / "sub/real") == "new");
  write_whole(dir / "dangling", "made");
  CHECK(slurp(dir / "sub/later") == "made");
  CHECK(error_of([&] { AtomicFile file(dir / "loop"); }).starts_with("failure: "));
}

TEST_CASE("names at the limit of the file system") {
  const TempDir dir;
  const std::string longest(255, 'n');
  write_whole(dir / longest, "x");
  CHECK(slurp(dir / longest) == "x");
  CHECK(error_of([&] { AtomicFile file(dir / std::string(256, 'n')); }) ==
        "failure: " + (dir / std::string(256, 'n')) + ": cannot be written: file name too long");
}

TEST_CASE("two writers of one name do not mix") {
  const TempDir dir;
  AtomicFile first(dir / "f");
  AtomicFile second(dir / "f");
  first.write("first");
  second.write("second");
  second.commit();
  CHECK(slurp(dir / "f") == "second");
  first.commit();
  CHECK(slurp(dir / "f") == "first");
  CHECK(dir.count() == 1);
}

TEST_CASE("a device is written into") {
  write_whole("/dev/null", "x");
  CHECK(error_of([] { write_whole("/dev/full", "x"); }) ==
        "failure: /dev/full: cannot be written: no space left on device");
  struct stat info {};
  REQUIRE(stat("/dev/full", &info) == 0);
  CHECK(S_ISCHR(info.st_mode));
}

TEST_CASE("a FIFO is written into") {
  const TempDir dir;
  REQUIRE(mkfifo((dir / "fifo").c_str(), 0600) == 0);
  std::string got;
  std::thread reader([&] { got = slurp(dir / "fifo"); });
  write_whole(dir / "fifo", std::string(100000, 'x'));
  reader.join();
  CHECK(got == std::string(100000, 'x'));
}

TEST_CASE("/dev/stdout is written into, not replaced") {
  const TempDir dir;
  put(dir / "log", "before ");
  const int status = child_status([&] {
    const int fd = open((dir / "log").c_str(), O_WRONLY | O_APPEND);
    dup2(fd, STDOUT_FILENO);
    write_whole("/proc/self/fd/1", "after");
  });
  CHECK(status == 0);
  CHECK(slurp(dir / "log") == "before after");
  CHECK(dir.count() == 1);
}

}  // namespace
}  // namespace mlrun
