#pragma once

#include <csignal>

namespace mlrun {

// While it lives, new threads take no signal that is this process's own: a write to a peer that is
// gone must fail, not end the process by PIPE, and a stop must interrupt the main thread's read.
// Nor does this thread, so it lives no longer than it takes to make them.
class QuietThreads {
 public:
  QuietThreads();
  QuietThreads(const QuietThreads&) = delete;
  QuietThreads& operator=(const QuietThreads&) = delete;
  ~QuietThreads();

 private:
  sigset_t kept_{};
};

// While it lives, LibTorch logs nothing: of each of its attempts to connect it would, with frames
// of C++. What counts is thrown.
class QuietLog {
 public:
  QuietLog();
  QuietLog(const QuietLog&) = delete;
  QuietLog& operator=(const QuietLog&) = delete;
  ~QuietLog();

 private:
  int kept_;
};

}  // namespace mlrun
