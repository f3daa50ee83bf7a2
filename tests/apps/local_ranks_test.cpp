#include "mlrun/local_ranks.h"

#include <signal.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <sstream>
#include <thread>

#include "config/resolve.h"
#include "core/fixtures.h"
#include "core/rank_place.h"
#include "core/stop.h"

namespace mlrun {
namespace {

using Clock = std::chrono::steady_clock;
using test::Capture;
using test::error_of;
using test::slurp;
using test::TempDir;

LocalRanks shell(int count, const std::string& script) {
  LocalRanks ranks;
  ranks.count = count;
  ranks.command = {"/bin/sh", "-c", script};
  return ranks;
}

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

bool within(double seconds, const std::function<bool()>& done) {
  const auto start = Clock::now();
  while (!done()) {
    if (seconds_since(start) > seconds) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

// A launcher in a process of its own, whose signals are its own.
class Launcher {
 public:
  explicit Launcher(const LocalRanks& ranks) : pid_(fork()) {
    if (pid_ != 0) return;
    for (const int signal_number : {SIGINT, SIGTERM, SIGUSR1}) signal(signal_number, SIG_DFL);
    stop::install();
    try {
      run_local_ranks(ranks);
    } catch (const Error& error) {
      _exit(error.exit_code());
    }
    _exit(0);
  }
  Launcher(const Launcher&) = delete;
  Launcher& operator=(const Launcher&) = delete;
  ~Launcher() {
    if (pid_ == 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  void send(int signal_number) const { kill(pid_, signal_number); }
  int status() {
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = 0;
    return status;
  }

 private:
  pid_t pid_;
};

// No such process any more, or one that nobody has waited for yet.
bool is_gone(const std::string& pid) {
  std::istringstream stat(slurp("/proc/" + pid + "/stat"));
  std::string number, name, state;
  stat >> number >> name >> state;
  return state.empty() || state == "Z" || state == "X";
}

TEST_CASE("ranks find their place and the port where they meet") {
  const TempDir dir;
  run_local_ranks(shell(3, "env > " + dir / "rank$RANK"));
  std::vector<int> ports;
  for (int rank = 0; rank < 3; ++rank) {
    Environment environment;
    std::istringstream lines(slurp(dir / ("rank" + std::to_string(rank))));
    for (std::string line; std::getline(lines, line);) {
      environment.emplace_back(line.substr(0, line.find('=')), line.substr(line.find('=') + 1));
    }
    const auto place = rank_place_from(environment);
    REQUIRE(place);
    CHECK(place->rank == rank);
    CHECK(place->local_rank == rank);
    CHECK(place->world == 3);
    CHECK(place->local_world == 3);
    CHECK(place->master_address == "127.0.0.1");
    CHECK_FALSE(place->agent_store);
    ports.push_back(place->master_port);
    CHECK(std::count(environment.begin(), environment.end(),
                     std::pair<std::string, std::string>("MLRUN_LAUNCHED_RANK", "1")) == 1);
  }
  CHECK(ports == std::vector<int>(3, ports[0]));
}

TEST_CASE("a place that this process was given is not handed on") {
  const TempDir dir;
  setenv("RANK", "7", 1);
  setenv("TORCHELASTIC_USE_AGENT_STORE", "True", 1);
  run_local_ranks(shell(1, "echo $RANK $TORCHELASTIC_USE_AGENT_STORE > " + dir / "place"));
  unsetenv("RANK");
  unsetenv("TORCHELASTIC_USE_AGENT_STORE");
  CHECK(slurp(dir / "place") == "0 False\n");
}

TEST_CASE("a rank knows that it was launched") {
  CHECK_FALSE(is_launched_rank());
  setenv("MLRUN_LAUNCHED_RANK", "1", 1);
  CHECK(is_launched_rank());
  unsetenv("MLRUN_LAUNCHED_RANK");
}

TEST_CASE("stdin is empty, stdout is that of rank 0, stderr is everybody's") {
  Capture out(1);
  Capture err(2);
  run_local_ranks(shell(2, "cat; echo out $RANK; echo err $RANK >&2"));
  CHECK(out.text() == "out 0\n");
  const std::string all = err.text();
  CHECK_THAT(all, Catch::Contains("err 0\n"));
  CHECK_THAT(all, Catch::Contains("err 1\n"));
}

TEST_CASE("the first rank that fails ends the run with its own exit code") {
  const auto start = Clock::now();
  CHECK(error_of([] { run_local_ranks(shell(3, "[ $RANK = 1 ] && exit 3; exec sleep 60")); }) ==
        "data: rank 1 of 3 ended with exit code 3; the other ranks are stopped");
  CHECK(error_of([] { run_local_ranks(shell(2, "[ $RANK = 0 ] && exit 75; exec sleep 60")); }) ==
        "temporary: rank 0 of 2 ended with exit code 75; the other ranks are stopped");
  CHECK(error_of([] { run_local_ranks(shell(1, "exit 99")); }) ==
        "failure: rank 0 of 1 ended with exit code 99");
  CHECK(seconds_since(start) < 3);
}

TEST_CASE("a rank that a signal killed is a failure") {
  const auto start = Clock::now();
  CHECK(error_of([] { run_local_ranks(shell(2, "[ $RANK = 1 ] && kill -9 $$; exec sleep 60")); }) ==
        "failure: rank 1 of 2 was killed by signal 9; the other ranks are stopped");
  CHECK(seconds_since(start) < 3);
}

TEST_CASE("the rank that was killed is named, not the one that lost it") {
  const TempDir dir;
  // The launcher stands still until both have ended, rank 0 first in the order of its list.
  const std::string script =
      "cd " + dir.path() +
      "; ended() { until grep -q ') Z' /proc/$1/stat; do sleep 0.01; done; }; "
      "if [ $RANK = 1 ]; then echo $$ > x; mv x killed; until [ -e stopped ]; do sleep 0.01; done; "
      "kill -9 $$; fi; until [ -e killed ]; do sleep 0.01; done; kill -STOP $PPID; touch stopped; "
      "(ended $(cat killed); ended $$; kill -CONT $PPID) & exit 1";
  Capture err(2);
  const int status = test::child_status([&] {
    CHECK(error_of([&] { run_local_ranks(shell(2, script)); }) ==
          "failure: rank 1 of 2 was killed by signal 9; the other ranks are stopped");
    _exit(40);
  });
  CHECK(WEXITSTATUS(status) == 40);
  CHECK(err.text() == "");
}

TEST_CASE("a rank that does not heed TERM is killed") {
  LocalRanks ranks =
      shell(2, "[ $RANK = 1 ] && exit 6; trap '' TERM; while :; do sleep 0.05; done");
  ranks.patience = std::chrono::milliseconds(300);
  const auto start = Clock::now();
  CHECK(error_of([&] { run_local_ranks(ranks); }) ==
        "result: rank 1 of 2 ended with exit code 6; the other ranks are stopped");
  CHECK(seconds_since(start) < 3);
}

TEST_CASE("a program that is not there is said so") {
  LocalRanks ranks;
  ranks.command = {"/no/such/program"};
  CHECK(error_of([&] { run_local_ranks(ranks); }) == "failure: rank 0 of 1 could not be started");
}

TEST_CASE("a parent that ignores the end of children changes nothing") {
  CHECK(test::child_status([] {
          signal(SIGCHLD, SIG_IGN);
          run_local_ranks(shell(2, "exit $RANK"));
        }) == 1 << 8);
}

TEST_CASE("TERM and INT reach every rank once, and then the launcher dies by them") {
  for (const int signal_number : {SIGTERM, SIGINT}) {
    const TempDir dir;
    Launcher launcher(shell(2, "trap 'echo x >> " + dir / "got$RANK" +
                                   "; exit 5' TERM INT; touch " + dir / "up$RANK" +
                                   "; while :; do sleep 0.02; done"));
    REQUIRE(within(10, [&] { return dir.count() == 2; }));
    launcher.send(signal_number);
    const int status = launcher.status();
    REQUIRE(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == signal_number);
    CHECK(slurp(dir / "got0") == "x\n");
    CHECK(slurp(dir / "got1") == "x\n");
  }
}

TEST_CASE("ranks that end well after a signal end the run well") {
  const TempDir dir;
  Launcher launcher(
      shell(2, "trap 'exit 0' TERM; touch " + dir / "up$RANK" + "; while :; do sleep 0.02; done"));
  REQUIRE(within(10, [&] { return dir.count() == 2; }));
  launcher.send(SIGTERM);
  CHECK(launcher.status() == 0);
}

TEST_CASE("USR1 reaches every rank and ends nothing") {
  const TempDir dir;
  Launcher launcher(
      shell(2, "trap 'exit 0' USR1; touch " + dir / "up$RANK" + "; while :; do sleep 0.02; done"));
  REQUIRE(within(10, [&] { return dir.count() == 2; }));
  launcher.send(SIGUSR1);
  CHECK(launcher.status() == 0);
}

TEST_CASE("no rank outlives its launcher") {
  for (const bool twice : {false, true}) {
    const TempDir dir;
    Launcher launcher(shell(2, "trap '' TERM; echo $$ > " + dir / "$RANK.new" + "; mv " +
                                   dir / "$RANK.new" + " " + dir / "pid$RANK" +
                                   "; while :; do sleep 0.02; done"));
    REQUIRE(
        within(10, [&] { return !slurp(dir / "pid0").empty() && !slurp(dir / "pid1").empty(); }));
    std::string pids[] = {slurp(dir / "pid0"), slurp(dir / "pid1")};
    for (std::string& pid : pids) pid.pop_back();
    launcher.send(twice ? SIGTERM : SIGKILL);
    if (twice) {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      launcher.send(SIGTERM);
    }
    const int status = launcher.status();
    REQUIRE(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == (twice ? SIGTERM : SIGKILL));
    for (const std::string& pid : pids) {
      CHECK(within(5, [&] { return is_gone(pid); }));
    }
  }
}

}  // namespace
}  // namespace mlrun
