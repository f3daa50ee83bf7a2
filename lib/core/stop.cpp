#include "core/stop.h"

#include <unistd.h>

#include <atomic>
#include <csignal>

namespace mlrun::stop {
namespace {

// A signal handler may touch nothing else.
std::atomic<int> stop_signal{0};
std::atomic<bool> came_directly{false};
std::atomic<bool> came_passed_on{false};
std::atomic<bool> save_wanted{false};
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

void on_stop(int signal, siginfo_t* info, void*) {
  std::atomic<bool>& came = info->si_code == SI_QUEUE ? came_passed_on : came_directly;
  if (came.exchange(true)) die(signal);
  int none = 0;
  stop_signal.compare_exchange_strong(none, signal);
}

void on_save(int, siginfo_t*, void*) { save_wanted = true; }

void handle(int signal, void (*handler)(int, siginfo_t*, void*), int flags) {
  struct sigaction old {};
  sigaction(signal, nullptr, &old);
  // A parent that had it ignored (nohup, a background job of sh) wants it to stay so.
  if (old.sa_handler == SIG_IGN) return;
  struct sigaction action {};
  action.sa_sigaction = handler;
  action.sa_flags = flags | SA_SIGINFO;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

}  // namespace

void install() {
  // No SA_RESTART for these three: a read that waits for input must see the request.
  handle(SIGINT, on_stop, 0);
  handle(SIGTERM, on_stop, 0);
  handle(SIGHUP, on_stop, 0);
  // A file that grows beyond its limit is a failed write, told like a full disk.
  std::signal(SIGXFSZ, SIG_IGN);
  handle(SIGUSR1, on_save, SA_RESTART);
}

void pass_on(int process, int signal) { sigqueue(process, signal, {}); }

int requested() { return stop_signal; }

bool save_requested() { return save_wanted.exchange(false); }

void die(int signal) {
  struct sigaction action {};
  action.sa_handler = SIG_DFL;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, signal);
  sigprocmask(SIG_UNBLOCK, &only, nullptr);
  raise(signal);
  // Process 1 of a container does not die of its own signal.
  _exit(128 + signal);
}

void check() {
  if (const int signal = requested()) throw Stopped{signal};
}

}  // namespace mlrun::stop
