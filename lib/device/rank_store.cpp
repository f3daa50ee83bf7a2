#include "device/rank_store.h"

#include <string>
#include <thread>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#include <vector>

#include "core/error.h"
#include "core/stop.h"
#include "core/text.h"
#include "device/master_contact.h"
#include "device/quiet.h"

namespace mlrun {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kPoll{5};

std::string rank_key(int rank) { return "rank" + std::to_string(rank); }

RankStore connect(const std::string& address, const c10d::TCPStoreOptions& options) {
  const QuietThreads quiet;
  return c10::make_intrusive<c10d::TCPStore>(address, options);
}

RankStore open_server(const RankPlace& place, c10d::TCPStoreOptions options) {
  options.isServer = true;
  // Ranks of one host need no port that the network sees.
  if (is_loopback(place.master_address)) options.masterListenFd = bind_loopback(place.master_port);
  return connect("127.0.0.1", options);
}

// Finds the master before LibTorch does, whose own attempts are up to seconds apart and heed no
// stop signal.
RankStore open_client(const RankPlace& place, const c10d::TCPStoreOptions& options,
                      Clock::time_point deadline) {
  try {
    return connect(reach(place.master_address, place.master_port, deadline), options);
  } catch (const Error& error) {
    throw Error(error.kind(), (place.agent_store ? "torchrun's store" : "rank 0") +
                                  std::string(" is not at ") + error.what());
  }
}

RankStore open_store(const RankPlace& place, milliseconds limit, Clock::time_point deadline) {
  c10d::TCPStoreOptions options;
  options.port = static_cast<uint16_t>(place.master_port);
  options.timeout = limit;
  options.waitWorkers = false;
  const bool server = place.rank == 0 && !place.agent_store;
  return c10::make_intrusive<c10d::PrefixStore>(
      "mlrun" + std::to_string(place.attempt),
      server ? open_server(place, options) : open_client(place, options, deadline));
}

void sign(c10d::Store& store, const RankPlace& place) {
  if (store.add(rank_key(place.rank), 1) == 1) return;
  throw Error(ErrorKind::kFailure,
              "another process has this place at " + meeting_point(place) + " already");
}

// The ranks that have not signed: "rank 1", "rank 1, rank 3".
std::string missing(c10d::Store& store, int world) {
  std::vector<std::string> names;
  for (int rank = 0; rank < world; ++rank) {
    if (!store.check({rank_key(rank)})) names.push_back("rank " + std::to_string(rank));
  }
  return join(names, ", ");
}

void wait_for_all(c10d::Store& store, const RankPlace& place, milliseconds limit,
                  Clock::time_point deadline) {
  std::vector<std::string> keys;
  for (int rank = 0; rank < place.world; ++rank) keys.push_back(rank_key(rank));
  while (!store.check(keys)) {
    stop::check();
    if (Clock::now() >= deadline) {
      throw Error(ErrorKind::kFailure,
                  missing(store, place.world) + " did not come to " + meeting_point(place) +
                      " within " + format_seconds(static_cast<double>(limit.count()) / 1000));
    }
    std::this_thread::sleep_for(kPoll);
  }
}

}  // namespace

std::string meeting_point(const RankPlace& place) {
  return place.master_address + ":" + std::to_string(place.master_port);
}

RankStore open_rank_store(const RankPlace& place, milliseconds limit) {
  const auto deadline = Clock::now() + limit;
  RankStore store = open_store(place, limit, deadline);
  sign(*store, place);
  wait_for_all(*store, place, limit, deadline);
  return store;
}

}  // namespace mlrun
