#include "device/transport_choice.h"

#include <algorithm>
#include <thread>
#include <vector>

#include "core/error.h"
#include "core/stop.h"
#include "core/text.h"

namespace mlrun {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kPoll{5};

// A value must not be empty: what begins with it is a fault.
constexpr char kFault = '-';

std::vector<std::string> ask_all(const std::string& own, const RankPlace& place, c10d::Store& store,
                                 milliseconds limit) {
  const auto deadline = Clock::now() + limit;
  const auto key = [](int rank) { return "nccl" + std::to_string(rank); };
  store.set(key(place.rank), kFault + own);
  std::vector<std::string> faults;
  for (int rank = 0; rank < place.world; ++rank) {
    while (!store.check({key(rank)})) {
      stop::check();
      if (Clock::now() >= deadline) {
        throw Error(ErrorKind::kFailure,
                    "rank " + std::to_string(rank) + " came and said nothing for " +
                        format_seconds(static_cast<double>(limit.count()) / 1000));
      }
      std::this_thread::sleep_for(kPoll);
    }
    faults.push_back(store.get_to_str(key(rank)).substr(1));
  }
  return faults;
}

}  // namespace

TransportChoice choose_transport(const std::string& own, const RankPlace& place, c10d::Store& store,
                                 milliseconds limit) {
  const std::vector<std::string> faults = ask_all(own, place, store, limit);
  const auto has_none = [](const std::string& fault) { return fault == kNoAccelerator; };
  if (std::all_of(faults.begin(), faults.end(), has_none)) return {};
  for (size_t rank = 0; rank < faults.size(); ++rank) {
    if (faults[rank].empty()) continue;
    return {false, "gradients go through host memory instead of NCCL: rank " +
                       std::to_string(rank) + ": " + faults[rank]};
  }
  return {true, ""};
}

}  // namespace mlrun
