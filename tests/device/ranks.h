#pragma once

#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "core/fixtures.h"
#include "device/master_contact.h"

namespace mlrun::test {

// Processes that play ranks of one group.
class Ranks {
 public:
  explicit Ranks(int world, std::string role, int rendezvous_ms = 30000)
      : world_(world), role_(std::move(role)), rendezvous_ms_(rendezvous_ms) {
    held_ = bind_loopback(0);
    sockaddr_in address{};
    socklen_t length = sizeof address;
    getsockname(held_, reinterpret_cast<sockaddr*>(&address), &length);
    port = ntohs(address.sin_port);
  }
  Ranks(const Ranks&) = delete;
  Ranks& operator=(const Ranks&) = delete;
  ~Ranks() {
    close(held_);
    for (const pid_t pid : pids) {
      kill(pid, SIGKILL);
      waitpid(pid, nullptr, 0);
    }
  }

  void start(int rank, const std::string& prefix = "rank") {
    const pid_t pid = fork();
    if (pid != 0) return pids.push_back(pid);
    const auto set = [](const char* name, const std::string& value) {
      setenv(name, value.c_str(), 1);
    };
    for (const char* name : {"RANK", "LOCAL_RANK"}) set(name, std::to_string(rank));
    set("WORLD_SIZE", std::to_string(world_));
    set("MASTER_ADDR", "127.0.0.1");
    set("MASTER_PORT", std::to_string(port));
    become(*this, prefix);
  }
  Ranks& start_all() {
    for (int rank = 0; rank < world_; ++rank) start(rank);
    return *this;
  }
  [[noreturn]] static void become(const Ranks& ranks, const std::string& prefix) {
    setenv("MLRUN_TEST_ROLE", ranks.role_.c_str(), 1);
    setenv("MLRUN_TEST_RENDEZVOUS", std::to_string(ranks.rendezvous_ms_).c_str(), 1);
    setenv("MLRUN_TEST_OUT", (ranks.dir_ / prefix).c_str(), 1);
    execl("/proc/self/exe", "test_learn", "[.rank]", static_cast<char*>(nullptr));
    _exit(127);
  }
  // Waits for all; the longest that one took is in `seconds`.
  void wait() {
    const auto start = std::chrono::steady_clock::now();
    for (const pid_t pid : pids) waitpid(pid, nullptr, 0);
    pids.clear();
    seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
  std::string outcome(int rank, const std::string& prefix = "rank") const {
    return slurp(dir_ / (prefix + std::to_string(rank)));
  }
  std::string meeting_point() const { return "127.0.0.1:" + std::to_string(port); }

  int port = 0;
  std::vector<pid_t> pids;
  double seconds = 0;

 private:
  int world_;
  std::string role_;
  int rendezvous_ms_;
  int held_ = -1;
  TempDir dir_;
};

}  // namespace mlrun::test
