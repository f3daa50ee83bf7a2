#include "device/quiet.h"

#include <c10/util/Flags.h>
#include <c10/util/Logging.h>

#include <catch2/catch.hpp>
#include <thread>

using namespace mlrun;

namespace {

bool takes(int signal_number) {
  sigset_t mask;
  pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  return sigismember(&mask, signal_number) == 0;
}

}  // namespace

TEST_CASE("threads made in the quiet take no signal of the process, this one does afterwards") {
  bool taken = true;
  {
    const QuietThreads quiet;
    std::thread([&] {
      taken = takes(SIGPIPE) || takes(SIGINT) || takes(SIGTERM) || takes(SIGUSR1);
    }).join();
  }
  CHECK_FALSE(taken);
  for (const int signal_number : {SIGPIPE, SIGINT, SIGTERM, SIGUSR1}) CHECK(takes(signal_number));
}

TEST_CASE("a PIPE that came in the quiet is forgotten") {
  {
    const QuietThreads quiet;
    pthread_kill(pthread_self(), SIGPIPE);
  }
  SUCCEED("this process lives");
}

TEST_CASE("LibTorch's log is silent for a while") {
  const int before = FLAGS_caffe2_log_level;
  {
    const QuietLog quiet;
    CHECK(FLAGS_caffe2_log_level == c10::GLOG_FATAL);
  }
  CHECK(FLAGS_caffe2_log_level == before);
}
