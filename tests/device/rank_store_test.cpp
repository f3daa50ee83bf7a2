#include "device/rank_store.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <thread>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include "device/ranks.h"

using namespace mlrun;
using test::Ranks;

// The ranks that meet here play the hidden case of gloo_group_test.cpp.

TEST_CASE("ranks that do not come are named", "[ranks]") {
  Ranks ranks(3, "everything", 700);
  ranks.start(0);
  ranks.wait();
  CHECK(ranks.outcome(0) ==
        "rank 0 of 3: rank 1, rank 2 did not come to " + ranks.meeting_point() + " within 0.7 s");
  ranks.start(2);
  ranks.wait();
  CHECK(ranks.outcome(2) ==
        "rank 2 of 3: rank 0 is not at " + ranks.meeting_point() + ": connection refused");
}

TEST_CASE("a place is taken by one process", "[ranks]") {
  Ranks ranks(3, "everything", 4000);
  ranks.start(0);
  ranks.start(1);
  ranks.start(1, "twin");
  ranks.wait();
  const std::vector<std::string> outcomes = {ranks.outcome(1), ranks.outcome(1, "twin")};
  const std::string where = ranks.meeting_point();
  CHECK(std::count(outcomes.begin(), outcomes.end(),
                   "rank 1 of 3: another process has this place at " + where + " already") == 1);
  CHECK(ranks.outcome(0) == "rank 0 of 3: rank 2 did not come to " + where + " within 4.0 s");
}

TEST_CASE("a signal ends the wait for the others", "[ranks]") {
  Ranks ranks(2, "everything");
  ranks.start(0);
  std::this_thread::sleep_for(std::chrono::seconds(2));
  kill(ranks.pids[0], SIGTERM);
  ranks.wait();
  CHECK(ranks.outcome(0) == "stopped by 15");
}

TEST_CASE("torchrun's store may outlive an attempt", "[ranks]") {
  c10d::TCPStoreOptions options;
  options.port = 0;
  options.isServer = true;
  options.waitWorkers = false;
  const auto store = c10::make_intrusive<c10d::TCPStore>("127.0.0.1", options);
  setenv("TORCHELASTIC_USE_AGENT_STORE", "True", 1);
  for (const char* attempt : {"0", "1"}) {
    setenv("TORCHELASTIC_RESTART_COUNT", attempt, 1);
    Ranks ranks(2, "everything");
    ranks.port = store->getPort();
    ranks.start_all().wait();
    for (const int rank : {0, 1}) CHECK(ranks.outcome(rank) == "fine");
  }
  unsetenv("TORCHELASTIC_USE_AGENT_STORE");
  unsetenv("TORCHELASTIC_RESTART_COUNT");
}
