#include "core/stop.h"

#include <unistd.h>

#include <atomic>
#include <csignal>

namespace mlrun::stop {
namespace {

// A signal handler may touch nothing else.
std::atomic<int> stop_signal{0};
std::atomic<bool> save_wanted{false};
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

void on_stop(int signal) {
  int none = 0;
  if (!stop_signal.compare_exchange_strong(none, signal)) die(signal);
}

void on_save(int) { save_wanted = true; }

void handle(int signal, void (*handler)(int), int flags) {
  struct sigaction old {};
  sigaction(signal, nullptr, &old);
  // A parent that had it ignored (nohup, a background job of sh) wants it to stay so.
  if (old.sa_handler == SIG_IGN) return;
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

}  // namespace

void install() {
  // No SA_RESTART for these two: a read that waits for input must see the request.
  handle(SIGINT, on_stop, 0);
  handle(SIGTERM, on_stop, 0);
  handle(SIGUSR1, on_save, SA_RESTART);
}

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
