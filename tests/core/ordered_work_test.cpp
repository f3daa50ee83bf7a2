#include "core/ordered_work.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <stdexcept>
#include <string>

using mlrun::OrderedWork;

namespace {

// A run over pieces 0 .. count - 1; one step of one piece may fail.
struct Run {
  int count = 0;
  int fail_take = -1;
  int fail_work = -1;
  int fail_finish = -1;

  std::vector<int> finished{};
  int taken = 0;
  std::string error{};

  void go(int threads) {
    std::atomic<int> under_way{0};
    std::atomic<bool> too_many{false};
    std::atomic<bool> at_once{false};
    std::vector<std::atomic<int>> used(static_cast<size_t>(threads));
    OrderedWork<int, int> work;
    work.take = [&]() -> std::optional<int> {
      if (taken == fail_take) throw std::runtime_error("take " + std::to_string(taken));
      if (taken == count) return std::nullopt;
      if (++under_way > threads) too_many = true;
      return taken++;
    };
    work.work = [&](int&& piece, int worker) {
      if (used[static_cast<size_t>(worker)]++ > 0) at_once = true;
      // Later pieces are ready before earlier ones.
      std::this_thread::sleep_for(std::chrono::microseconds(piece % 3 == 0 ? 200 : 0));
      used[static_cast<size_t>(worker)]--;
      if (piece == fail_work) throw std::runtime_error("work " + std::to_string(piece));
      return piece;
    };
    work.finish = [&](int&& piece) {
      --under_way;
      if (piece == fail_finish) throw std::runtime_error("finish " + std::to_string(piece));
      finished.push_back(piece);
    };
    try {
      work.run(threads);
    } catch (const std::runtime_error& failure) {
      error = failure.what();
    }
    CHECK_FALSE(too_many);
    CHECK_FALSE(at_once);
  }
};

std::vector<int> first(int count) {
  std::vector<int> all;
  for (int i = 0; i < count; ++i) all.push_back(i);
  return all;
}

}  // namespace

TEST_CASE("pieces are finished in the order they were taken", "[core]") {
  for (int threads = 1; threads <= 4; ++threads) {
    for (const int count : {0, 1, 2, 3, 50}) {
      CAPTURE(threads, count);
      Run run{count};
      run.go(threads);
      CHECK(run.error.empty());
      CHECK(run.finished == first(count));
      CHECK(run.taken == count);
    }
  }
}

TEST_CASE("the first failure ends it, and what came before it is finished", "[core]") {
  constexpr int kCount = 9;
  for (int threads = 1; threads <= 4; ++threads) {
    for (int at = 0; at < kCount; ++at) {
      CAPTURE(threads, at);
      const std::string place = std::to_string(at);
      Run take{kCount, at};
      take.go(threads);
      CHECK(take.error == "take " + place);
      CHECK(take.finished == first(at));
      Run work{kCount, -1, at};
      work.go(threads);
      CHECK(work.error == "work " + place);
      CHECK(work.finished == first(at));
      CHECK(work.taken <= at + threads);
      Run finish{kCount, -1, -1, at};
      finish.go(threads);
      CHECK(finish.error == "finish " + place);
      CHECK(finish.finished == first(at));
    }
  }
}

TEST_CASE("of several failures the one of the earliest piece is told", "[core]") {
  for (int threads = 1; threads <= 4; ++threads) {
    Run run{20, 6, 3};
    run.go(threads);
    CHECK(run.error == "work 3");
    CHECK(run.finished == first(3));
  }
}

TEST_CASE("a failure to take behind the last piece is told, all pieces finished", "[core]") {
  for (int threads = 1; threads <= 4; ++threads) {
    Run run{4, 4};
    run.go(threads);
    CHECK(run.error == "take 4");
    CHECK(run.finished == first(4));
  }
}

TEST_CASE("no thread is started for one piece, nor by one", "[core]") {
  const auto threads_of_process = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/task"),
                         std::filesystem::directory_iterator());
  };
  const auto before = threads_of_process();
  for (const int pieces : {0, 1}) {
    OrderedWork<int, int> work;
    int taken = 0;
    const auto caller = std::this_thread::get_id();
    work.take = [&]() -> std::optional<int> {
      CHECK(std::this_thread::get_id() == caller);
      CHECK(threads_of_process() == before);
      return taken < pieces ? std::optional(taken++) : std::nullopt;
    };
    work.work = [&](int&& piece, int) { return piece; };
    work.finish = [&](int&&) { CHECK(threads_of_process() == before); };
    work.run(4);
    CHECK(taken == pieces);
  }
}

TEST_CASE("a first piece that takes long has other threads beside it at once") {
  for (const bool long_pieces : {false, true}) {
    std::atomic<int> at_once{0};
    std::atomic<int> most{0};
    int taken = 0;
    std::vector<int> finished;
    OrderedWork<int, int> work;
    work.take = [&]() -> std::optional<int> {
      if (taken == 2) return std::nullopt;
      return taken++;
    };
    work.work = [&](int&& piece, int) {
      most = std::max<int>(most, ++at_once);
      // The first waits for the second, for up to five seconds where it comes at all.
      for (int i = 0; i < 5000 && long_pieces && most < 2; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
      --at_once;
      return piece;
    };
    work.finish = [&](int&& piece) { finished.push_back(piece); };
    work.takes_long = [&](const int&) { return long_pieces; };
    work.run(2);
    CHECK(finished == std::vector<int>{0, 1});
    if (long_pieces) CHECK(most == 2);
  }
}

TEST_CASE("a failure to take the first piece is thrown, whether it would take long or not") {
  OrderedWork<int, int> work;
  work.take = []() -> std::optional<int> { throw std::runtime_error("none"); };
  work.work = [](int&& piece, int) { return piece; };
  work.finish = [](int&&) {};
  work.takes_long = [](const int&) { return true; };
  CHECK_THROWS_WITH(work.run(2), "none");
  work.takes_long = nullptr;
}
