#include "mlrun/local_ranks.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "core/error.h"
#include "core/file.h"
#include "core/log.h"
#include "core/stop.h"
#include "core/text.h"

namespace mlrun {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kLaunchedRank = "MLRUN_LAUNCHED_RANK";
constexpr int kNotStarted = 127;

[[noreturn]] void fail(const std::string& what, int code) {
  throw Error(ErrorKind::kFailure, what + ": " + system_reason(code));
}

// A port of 127.0.0.1, bound and never listened on: the system gives it to nobody else, and rank 0
// may still listen there, since both sides allow reuse.
class HeldPort {
 public:
  HeldPort() : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const int on = 1;
    setsockopt(fd_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* any = reinterpret_cast<sockaddr*>(&address);
    socklen_t length = sizeof address;
    if (bind(fd_, any, length) != 0 || getsockname(fd_, any, &length) != 0) {
      const int code = errno;
      close(fd_);
      fail("no port for the ranks to meet at", code);
    }
    port_ = ntohs(address.sin_port);
  }
  HeldPort(const HeldPort&) = delete;
  HeldPort& operator=(const HeldPort&) = delete;
  ~HeldPort() { close(fd_); }
  int port() const { return port_; }

 private:
  int fd_;
  int port_ = 0;
};

// While it lives, the end of a child is waited for and not thrown away (SIGCHLD may be ignored by
// inheritance), and no signal falls between a fork and its exec.
class HeldSignals {
 public:
  HeldSignals() {
    struct sigaction action {};
    action.sa_handler = SIG_DFL;
    sigaction(SIGCHLD, &action, &child_action_);
    sigset_t set = child();
    sigprocmask(SIG_BLOCK, &set, &mask_);
  }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;
  ~HeldSignals() {
    sigaction(SIGCHLD, &child_action_, nullptr);
    sigprocmask(SIG_SETMASK, &mask_, nullptr);
  }
  const sigset_t& mask_before() const { return mask_; }

  // Until a child ends, a stop is asked for, or a moment has passed.
  static void wait() {
    const sigset_t set = child();
    const timespec moment{0, 50'000'000};
    sigtimedwait(&set, nullptr, &moment);
  }

 private:
  static sigset_t child() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    return set;
  }
  sigset_t mask_{};
  struct sigaction child_action_ {};
};

constexpr std::array kPassedOn = {SIGINT, SIGTERM, SIGUSR1};

class StopsHeld {
 public:
  StopsHeld() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : kPassedOn) sigaddset(&set, signal);
    sigprocmask(SIG_BLOCK, &set, &before_);
  }
  StopsHeld(const StopsHeld&) = delete;
  StopsHeld& operator=(const StopsHeld&) = delete;
  ~StopsHeld() { sigprocmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

std::vector<std::string> own_command() {
  std::vector<std::string> command;
  const std::string all = read_file("/proc/self/cmdline", ErrorKind::kFailure);
  for (const auto part : split(std::string_view(all).substr(0, all.size() - 1), '\0')) {
    command.emplace_back(part);
  }
  return command;
}

// The variables of this process without those that tell a rank its place, and with them anew.
std::vector<std::string> environment_of(int rank, int world, int port) {
  const std::vector<std::string> own = {"RANK=" + std::to_string(rank),
                                        "LOCAL_RANK=" + std::to_string(rank),
                                        "WORLD_SIZE=" + std::to_string(world),
                                        "LOCAL_WORLD_SIZE=" + std::to_string(world),
                                        "MASTER_ADDR=127.0.0.1",
                                        "MASTER_PORT=" + std::to_string(port),
                                        "TORCHELASTIC_USE_AGENT_STORE=False",
                                        "TORCHELASTIC_RESTART_COUNT=0",
                                        std::string(kLaunchedRank) + "=1"};
  const auto name = [](const std::string& pair) { return pair.substr(0, pair.find('=')); };
  std::vector<std::string> all = own;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string pair = *entry;
    if (std::none_of(own.begin(), own.end(),
                     [&](const auto& other) { return name(other) == name(pair); })) {
      all.push_back(pair);
    }
  }
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

// What the child of a fork needs, made before it: it may not allocate any more.
struct Start {
  Start(const LocalRanks& ranks, int number, int port)
      : rank(number),
        own(ranks.command.empty()),
        command(own ? own_command() : ranks.command),
        environment(environment_of(number, ranks.count, port)),
        argv(pointers(command)),
        envp(pointers(environment)) {}
  Start(const Start&) = delete;
  Start& operator=(const Start&) = delete;
  ~Start() = default;

  int rank;
  bool own;
  std::vector<std::string> command;
  std::vector<std::string> environment;
  std::vector<char*> argv;
  std::vector<char*> envp;
};

[[noreturn]] void become(const Start& start, pid_t parent, const sigset_t& mask) {
  // Not inherited from a parent that died before this line.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(kNotStarted);
  const int null = open("/dev/null", O_RDWR);
  if (null < 0) _exit(kNotStarted);
  dup2(null, STDIN_FILENO);
  if (start.rank > 0) dup2(null, STDOUT_FILENO);
  if (null > STDERR_FILENO) close(null);
  // A stop passed on from here to the exec must not end in a handler that the exec forgets.
  for (const int signal : kPassedOn) {
    struct sigaction action {};
    sigaction(signal, nullptr, &action);
    if (action.sa_handler != SIG_IGN) ::signal(signal, SIG_DFL);
  }
  sigprocmask(SIG_SETMASK, &mask, nullptr);
  execvpe(start.own ? "/proc/self/exe" : start.argv[0], start.argv.data(), start.envp.data());
  _exit(kNotStarted);
}

struct Child {
  int rank = 0;
  pid_t pid = 0;
  bool running = true;
  int status = 0;  // of waitpid, once it has ended

  bool failed() const { return !running && status != 0; }
};

// Children that end when this object does, at the latest.
class Children {
 public:
  Children() = default;
  Children(const Children&) = delete;
  Children& operator=(const Children&) = delete;
  ~Children() {
    signal_running(SIGKILL);
    for (Child& child : all_) {
      while (child.running && waitpid(child.pid, nullptr, 0) < 0 && errno == EINTR) {
      }
    }
  }

  void add(const Start& start, const sigset_t& mask) {
    const StopsHeld held;
    const pid_t parent = getpid();
    const pid_t pid = fork();
    if (pid < 0) fail("rank " + std::to_string(start.rank) + " cannot be started", errno);
    if (pid == 0) become(start, parent, mask);
    all_.push_back({start.rank, pid});
  }

  // Takes note of those that have ended; true while some have not.
  bool look() {
    bool some = false;
    for (Child& child : all_) {
      if (child.running && waitpid(child.pid, &child.status, WNOHANG) == child.pid) {
        child.running = false;
      }
      some = some || child.running;
    }
    return some;
  }

  // The rank whose end tells most: one that a signal killed, then one with a code of its own, for
  // those that lose a peer end with 1.
  std::optional<Child> first_failed() const {
    const auto weight = [](const Child& child) {
      if (WIFSIGNALED(child.status)) return 2;
      return WEXITSTATUS(child.status) == static_cast<int>(ErrorKind::kFailure) ? 0 : 1;
    };
    std::optional<Child> worst;
    for (const Child& child : all_) {
      if (child.failed() && (!worst || weight(child) > weight(*worst))) worst = child;
    }
    return worst;
  }

  void signal_running(int signal) const {
    for (const Child& child : all_) {
      if (child.running) kill(child.pid, signal);
    }
  }
  void pass_on(int signal) const {
    for (const Child& child : all_) {
      if (child.running) stop::pass_on(child.pid, signal);
    }
  }

 private:
  std::vector<Child> all_;
};

ErrorKind kind_of(int code) {
  for (const ErrorKind kind : {ErrorKind::kUsage, ErrorKind::kData, ErrorKind::kModel,
                               ErrorKind::kDevice, ErrorKind::kResult, ErrorKind::kTemporary}) {
    if (code == static_cast<int>(kind)) return kind;
  }
  return ErrorKind::kFailure;
}

Error failure_of(const Child& child, int world) {
  std::string sentence =
      "rank " + std::to_string(child.rank) + " of " + std::to_string(world) + " ";
  ErrorKind kind = ErrorKind::kFailure;
  if (WIFSIGNALED(child.status)) {
    sentence += "was killed by signal " + std::to_string(WTERMSIG(child.status));
  } else {
    const int code = WEXITSTATUS(child.status);
    kind = kind_of(code);
    sentence += code == kNotStarted ? "could not be started"
                                    : "ended with exit code " + std::to_string(code);
  }
  return {kind, sentence + (world > 1 ? "; the other ranks are stopped" : "")};
}

// Ends the ranks that are left: TERM, and KILL for those that have not heeded it in time.
void end_all(Children& children, std::chrono::milliseconds patience) {
  const auto deadline = Clock::now() + patience;
  children.signal_running(SIGTERM);
  while (children.look()) {
    if (Clock::now() >= deadline) children.signal_running(SIGKILL);
    HeldSignals::wait();
  }
}

void wait_for(Children& children, const LocalRanks& ranks) {
  int passed_on = 0;
  while (children.look()) {
    const int requested = stop::requested();
    if (requested == 0) {
      if (const auto failed = children.first_failed()) {
        end_all(children, ranks.patience);
        throw failure_of(*failed, ranks.count);
      }
    } else if (passed_on == 0) {
      children.pass_on(requested);
      passed_on = requested;
    }
    if (stop::save_requested()) children.pass_on(SIGUSR1);
    HeldSignals::wait();
  }
}

}  // namespace

bool is_launched_rank() { return std::getenv(kLaunchedRank) != nullptr; }

void run_local_ranks(const LocalRanks& ranks) {
  const HeldSignals signals;
  const HeldPort port;
  Children children;
  for (int rank = 0; rank < ranks.count; ++rank) {
    children.add(Start(ranks, rank, port.port()), signals.mask_before());
  }
  wait_for(children, ranks);
  const auto failed = children.first_failed();
  if (!failed) return;
  if (const int signal = stop::requested(); signal != 0) {
    log::flush();
    stop::die(signal);
  }
  throw failure_of(*failed, ranks.count);
}

}  // namespace mlrun
