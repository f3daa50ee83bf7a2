#include "device/transport_choice.h"

#include <catch2/catch.hpp>
#include <thread>
#include <torch/csrc/distributed/c10d/HashStore.hpp>
#include <vector>

#include "core/error.h"

using namespace mlrun;

namespace {

RankPlace place_of(int rank, int world) {
  RankPlace place;
  place.rank = rank;
  place.world = world;
  return place;
}

// What ranks choose that say this of themselves; all choose the same.
TransportChoice chosen(const std::vector<std::string>& faults) {
  const auto store = c10::make_intrusive<c10d::HashStore>();
  std::vector<TransportChoice> choices(faults.size());
  std::vector<std::thread> ranks;
  for (size_t i = 0; i < faults.size(); ++i) {
    ranks.emplace_back([&, i] {
      const auto place = place_of(static_cast<int>(i), static_cast<int>(faults.size()));
      choices[i] = choose_transport(faults[i], place, *store, std::chrono::seconds(20));
    });
  }
  for (auto& rank : ranks) rank.join();
  for (const auto& choice : choices) {
    CHECK(choice.nccl == choices[0].nccl);
    CHECK(choice.complaint == choices[0].complaint);
  }
  return choices[0];
}

}  // namespace

TEST_CASE("ranks take NCCL where all have it") {
  const TransportChoice choice = chosen({"", "", ""});
  CHECK(choice.nccl);
  CHECK(choice.complaint == "");
}

TEST_CASE("ranks without accelerators lose nothing by Gloo") {
  const TransportChoice choice = chosen({kNoAccelerator, kNoAccelerator});
  CHECK_FALSE(choice.nccl);
  CHECK(choice.complaint == "");
}

TEST_CASE("one rank without NCCL is enough for Gloo, and the first one is named") {
  const TransportChoice mixed = chosen({"", kNoAccelerator, "no library"});
  CHECK_FALSE(mixed.nccl);
  CHECK(mixed.complaint ==
        "gradients go through host memory instead of NCCL: rank 1: it trains on no CUDA device");
  CHECK_FALSE(chosen({"no library", "no library"}).nccl);
}

TEST_CASE("a rank that came and says nothing is named") {
  c10d::HashStore store;
  CHECK_THROWS_WITH(choose_transport("", place_of(0, 2), store, std::chrono::milliseconds(50)),
                    "rank 1 came and said nothing for 50 ms");
}
