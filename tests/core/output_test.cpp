#include "core/output.h"

#include <signal.h>

#include <catch2/catch.hpp>

#include "core/fixtures.h"

namespace mlrun {
namespace {

using test::Capture;
using test::child_status;
using test::error_of;
using test::slurp;
using test::TempDir;

// Replaces stdout by a pipe whose reader has gone.
void break_stdout() {
  int ends[2];
  if (pipe(ends) != 0) _exit(98);
  dup2(ends[1], STDOUT_FILENO);
  close(ends[0]);
  close(ends[1]);
}

void write_to_stdout(const std::string& bytes) {
  Output out("-");
  out.write(bytes);
  out.commit();
}

TEST_CASE("a file appears whole at commit, pieces in order") {
  const TempDir dir;
  std::string expected;
  {
    Output out(dir / "f");
    for (int i = 0; i < 30000; ++i) {
      const std::string piece = std::to_string(i) + "\n";
      out.write(piece);
      expected += piece;
    }
    const std::string large(200000, 'x');
    out.write(large);
    out.write("end");
    expected += large + "end";
    CHECK_FALSE(std::filesystem::exists(dir / "f"));
    out.commit();
  }
  CHECK(slurp(dir / "f") == expected);
  CHECK(dir.count() == 1);
}

TEST_CASE("sizes around the buffer") {
  const TempDir dir;
  for (const size_t size : {size_t{0}, size_t{1}, size_t{65535}, size_t{65536}, size_t{65537}}) {
    Output out(dir / "f");
    out.write(std::string(size, 'a'));
    out.write("b");
    out.commit();
    CHECK(slurp(dir / "f") == std::string(size, 'a') + "b");
  }
}

TEST_CASE("a bad path fails before the work, an abandoned output leaves nothing") {
  const TempDir dir;
  CHECK(error_of([&] { Output out(dir / "no/f"); }) ==
        "failure: " + (dir / "no/f") + ": cannot be written: no such file or directory");
  { Output(dir / "f").write("x"); }
  CHECK(dir.count() == 0);
}

TEST_CASE("stdout gets the bytes at flush") {
  Capture capture(STDOUT_FILENO);
  write_to_stdout("rows\n");
  CHECK(capture.text() == "rows\n");
}

TEST_CASE("a full disk is an error for every way of output") {
  CHECK(error_of([] {
          Output out("/dev/full");
          out.write("x");
          out.commit();
        }) == "failure: /dev/full: cannot be written: no space left on device");
  const int status = child_status([] {
    dup2(open("/dev/full", O_WRONLY), STDOUT_FILENO);
    const std::string error = error_of([] { write_to_stdout("x"); });
    if (error != "failure: stdout: cannot be written: no space left on device") _exit(50);
  });
  CHECK(status == 0);
}

TEST_CASE("a closed stdout is an error, and no file is taken for it") {
  const TempDir dir;
  const int status = child_status([&] {
    close(STDOUT_FILENO);
    if (error_of([] { Output out("-"); }) !=
        "failure: stdout: cannot be written: bad file descriptor") {
      _exit(50);
    }
    reserve_standard_streams();
    const int other = open((dir / "other").c_str(), O_WRONLY | O_CREAT, 0600);
    if (other <= STDERR_FILENO) _exit(51);
    if (error_of([] { Output out("-"); }) == "no error") _exit(52);
  });
  CHECK(status == 0);
  CHECK(slurp(dir / "other").empty());
}

TEST_CASE("a reader that went away ends the process by SIGPIPE") {
  const int status = child_status([] {
    signal(SIGPIPE, SIG_DFL);
    break_stdout();
    write_to_stdout("x");
  });
  REQUIRE(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGPIPE);
}

TEST_CASE("where the parent ignores SIGPIPE a reader that went away is an error") {
  const int status = child_status([] {
    signal(SIGPIPE, SIG_IGN);
    break_stdout();
    const std::string error = error_of([] { write_to_stdout("x"); });
    if (error != "failure: stdout: cannot be written: broken pipe") _exit(50);
  });
  CHECK(status == 0);
}

TEST_CASE("a slow reader of a non-blocking stdout gets everything") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t writer = fork();
  if (writer == 0) {
    close(ends[0]);
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    dup2(ends[1], STDOUT_FILENO);
    _exit(error_of([] { write_to_stdout(std::string(1000000, 'x')); }) == "no error" ? 0 : 1);
  }
  close(ends[1]);
  size_t total = 0;
  char block[5000];
  for (ssize_t count = 1; count > 0; total += static_cast<size_t>(count)) {
    usleep(100);
    count = read(ends[0], block, sizeof block);
    REQUIRE(count >= 0);
  }
  close(ends[0]);
  int status = 0;
  waitpid(writer, &status, 0);
  CHECK(status == 0);
  CHECK(total == 1000000);
}

}  // namespace
}  // namespace mlrun
