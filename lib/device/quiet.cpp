#include "device/quiet.h"

#include <c10/util/Flags.h>
#include <c10/util/Logging.h>

#include <ctime>
#include <utility>

namespace mlrun {

QuietThreads::QuietThreads() {
  sigset_t own;
  sigemptyset(&own);
  for (const int signal : {SIGPIPE, SIGINT, SIGTERM, SIGUSR1}) sigaddset(&own, signal);
  pthread_sigmask(SIG_BLOCK, &own, &kept_);
}

QuietThreads::~QuietThreads() {
  // This thread may have written to a peer that is gone, too.
  sigset_t pipe;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  const timespec now{};
  if (sigismember(&kept_, SIGPIPE) == 0) sigtimedwait(&pipe, nullptr, &now);
  pthread_sigmask(SIG_SETMASK, &kept_, nullptr);
}

QuietLog::QuietLog() : kept_(std::exchange(FLAGS_caffe2_log_level, c10::GLOG_FATAL)) {}

QuietLog::~QuietLog() { FLAGS_caffe2_log_level = kept_; }

}  // namespace mlrun
