#include "core/team.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>

using namespace mlrun;

TEST_CASE("every member does its piece once, whatever the size of the team") {
  for (int size = 1; size <= 4; ++size) {
    Team team(size);
    CHECK(team.size() == size);
    std::vector<int> done(static_cast<size_t>(size), 0);
    for (int round = 0; round < 2000; ++round) {
      team.run([&](int member) { ++done[static_cast<size_t>(member)]; });
    }
    for (const int count : done) CHECK(count == 2000);
  }
}

TEST_CASE("alone the caller does every piece itself") {
  Team team(3);
  std::vector<std::thread::id> who(3);
  for (const bool alone : {true, false, true}) {
    team.set_alone(alone);
    for (int round = 0; round < 100; ++round) {
      team.run([&](int member) { who[static_cast<size_t>(member)] = std::this_thread::get_id(); });
    }
    CHECK(who[0] == std::this_thread::get_id());
    if (!alone) continue;
    CHECK(who[1] == who[0]);
    CHECK(who[2] == who[0]);
  }
}

TEST_CASE("what members wrote is seen when run returns, and by the next round") {
  Team team(3);
  std::vector<int64_t> values(3, 1);
  for (int round = 0; round < 500; ++round) {
    team.run([&](int member) { values[static_cast<size_t>(member)] += member; });
    int64_t sum = 0;
    for (const int64_t value : values) sum += value;
    REQUIRE(sum == 3 + 3 * (round + 1));
  }
}

TEST_CASE("a team that slept wakes up, and one that never worked ends") {
  Team idle(2);
  Team team(2);
  int pieces[2] = {0, 0};
  for (int round = 0; round < 3; ++round) {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    team.run([&](int member) { ++pieces[member]; });
  }
  CHECK(pieces[0] == 3);
  CHECK(pieces[1] == 3);
}

TEST_CASE("the caller does what a thread has not begun, once") {
  Team team(2);
  std::atomic<int> pieces[2] = {0, 0};
  // Pieces so short that the caller is often through before the other thread has looked.
  for (int round = 0; round < 50'000; ++round) {
    team.run([&](int member) { ++pieces[member]; });
  }
  CHECK(pieces[0] == 50'000);
  CHECK(pieces[1] == 50'000);
}
