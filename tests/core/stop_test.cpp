#include "core/stop.h"

#include <signal.h>

#include <catch2/catch.hpp>

#include "core/file.h"
#include "core/fixtures.h"

namespace mlrun {
namespace {

using test::child_status;
using test::TempDir;

// Each case runs in a child: signals and their flags belong to the whole process.
int after_install(void (*body)()) {
  return child_status([body] {
    for (const int signal_number : {SIGINT, SIGTERM, SIGUSR1}) signal(signal_number, SIG_DFL);
    stop::install();
    body();
  });
}

TEST_CASE("nothing was asked for") {
  CHECK(after_install([] {
          stop::check();
          if (stop::requested() != 0 || stop::save_requested()) _exit(50);
        }) == 0);
}

TEST_CASE("the first TERM or INT sets a flag") {
  CHECK(after_install([] {
          raise(SIGTERM);
          if (stop::requested() != SIGTERM) _exit(50);
          try {
            stop::check();
            _exit(51);
          } catch (const stop::Stopped& stopped) {
            if (stopped.signal != SIGTERM) _exit(52);
          }
        }) == 0);
  CHECK(after_install([] {
          raise(SIGINT);
          if (stop::requested() != SIGINT) _exit(50);
        }) == 0);
}

TEST_CASE("a second one ends the process at once, by that signal") {
  int status = after_install([] {
    raise(SIGTERM);
    raise(SIGTERM);
  });
  REQUIRE(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGTERM);
  status = after_install([] {
    raise(SIGTERM);
    raise(SIGINT);
  });
  REQUIRE(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGINT);
}

TEST_CASE("a signal that comes directly and passed on is one request") {
  CHECK(after_install([] {
          raise(SIGTERM);
          stop::pass_on(getpid(), SIGTERM);
          if (stop::requested() != SIGTERM) _exit(50);
        }) == 0);
  CHECK(after_install([] {
          stop::pass_on(getpid(), SIGINT);
          raise(SIGINT);
          if (stop::requested() != SIGINT) _exit(50);
        }) == 0);
}

TEST_CASE("a second one passed on ends the process at once") {
  const int status = after_install([] {
    stop::pass_on(getpid(), SIGTERM);
    stop::pass_on(getpid(), SIGTERM);
  });
  REQUIRE(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGTERM);
}

TEST_CASE("die shows the shell the signal") {
  const int status = after_install([] {
    raise(SIGINT);
    stop::die(stop::requested());
  });
  REQUIRE(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGINT);
}

TEST_CASE("USR1 asks for one save") {
  CHECK(after_install([] {
          raise(SIGUSR1);
          if (!stop::save_requested()) _exit(50);
          if (stop::save_requested()) _exit(51);
          if (stop::requested() != 0) _exit(52);
        }) == 0);
}

TEST_CASE("what the parent ignored stays ignored") {
  CHECK(child_status([] {
          signal(SIGINT, SIG_IGN);
          stop::install();
          raise(SIGINT);
          if (stop::requested() != 0) _exit(50);
        }) == 0);
}

TEST_CASE("a stop while a pipe's reader stands still ends the write") {
  CHECK(after_install([] {
          int ends[2];
          if (pipe(ends) != 0) _exit(98);
          const pid_t self = getpid();
          if (fork() == 0) {
            usleep(100000);
            kill(self, SIGTERM);
            _exit(0);
          }
          try {
            write_all(ends[1], std::string(10000000, 'x'), "pipe");
            _exit(50);
          } catch (const stop::Stopped&) {
          }
        }) == 0);
}

TEST_CASE("a stopped run leaves no temporary file") {
  const TempDir dir;
  const int status = child_status([&] {
    signal(SIGTERM, SIG_DFL);
    stop::install();
    try {
      AtomicFile file(dir / "f");
      file.write("half");
      raise(SIGTERM);
      stop::check();
      file.commit();
    } catch (const stop::Stopped& stopped) {
      stop::die(stopped.signal);
    }
  });
  REQUIRE(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGTERM);
  CHECK(dir.count() == 0);
}

}  // namespace
}  // namespace mlrun
