#include "core/ordered_work.h"

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>

using mlrun::OrderedWork;

namespace {

// A run over the pieces 0 .. pieces - 1, with one failure in it at most.
struct Run {
  int pieces = 0;
  int fail_take = -1;  // the piece that fails there
  int fail_work = -1;
  int fail_finish = -1;

  std::vector<int> finished;
  int takes = 0;
  std::set<std::thread::id> threads;
  std::set<int> workers;
  int most_under_way = 0;

  // What it ended in: "" or the failure.
  std::string with(int thread_count) {
    std::mutex mutex;
    std::atomic<int> under_way = 0;
    std::atomic<int> taking = 0;
    std::atomic<int> finishing = 0;
    OrderedWork<int, std::unique_ptr<int>> work;
    work.take = [&]() -> std::optional<int> {
      alone_at(++taking);
      const int piece = takes++;
      if (piece == fail_take) {
        --taking;
        throw std::runtime_error("take " + std::to_string(piece));
      }
      --taking;
      if (piece >= pieces) return std::nullopt;
      ++under_way;
      return piece;
    };
    work.work = [&](int&& piece, int worker) {
      {
        const std::lock_guard lock(mutex);
        threads.insert(std::this_thread::get_id());
        workers.insert(worker);
        most_under_way = std::max(most_under_way, under_way.load());
      }
      // Later pieces are often done first.
      if (piece % 3 == 0) std::this_thread::sleep_for(std::chrono::microseconds(100));
      if (piece == fail_work) throw std::runtime_error("work " + std::to_string(piece));
      return std::make_unique<int>(piece);
    };
    work.finish = [&](std::unique_ptr<int>&& piece) {
      alone_at(++finishing);
      --under_way;
      if (*piece == fail_finish) {
        --finishing;
        throw std::runtime_error("finish " + std::to_string(*piece));
      }
      finished.push_back(*piece);
      --finishing;
    };
    std::string failure;
    try {
      work.run(thread_count);
    } catch (const std::runtime_error& error) {
      failure = error.what();
    }
    CHECK(alone);
    return failure;
  }

  // Catch2's checks are not for several threads at once.
  void alone_at(int inside) {
    if (inside != 1) alone = false;
  }
  std::atomic<bool> alone = true;
};

std::vector<int> first(int count) {
  std::vector<int> numbers;
  for (int i = 0; i < count; ++i) numbers.push_back(i);
  return numbers;
}

}  // namespace

TEST_CASE("pieces are finished in the order they were taken, on any number of threads", "[core]") {
  for (int threads = 1; threads <= 4; ++threads) {
    for (const int pieces : {0, 1, 2, 3, 50}) {
      CAPTURE(threads, pieces);
      Run run;
      run.pieces = pieces;
      CHECK(run.with(threads).empty());
      CHECK(run.finished == first(pieces));
      CHECK(run.takes == pieces + 1);
      CHECK(run.threads.size() <= static_cast<size_t>(threads));
      if (!run.workers.empty()) CHECK(*run.workers.rbegin() < threads);
    }
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

TEST_CASE("no more pieces are under way than there are threads", "[core]") {
  for (int threads = 1; threads <= 4; ++threads) {
    Run run;
    run.pieces = 200;
    run.with(threads);
    // One more may be held before the threads are there.
    CHECK(run.most_under_way <= threads);
  }
}

TEST_CASE("the first failure ends it: what came before is finished, nothing after", "[core]") {
  constexpr int kPieces = 12;
  for (int threads = 1; threads <= 4; ++threads) {
    for (int at = 0; at < kPieces; ++at) {
      CAPTURE(threads, at);
      for (const std::string where : {"take", "work", "finish"}) {
        Run run;
        run.pieces = kPieces;
        (where == "take" ? run.fail_take : where == "work" ? run.fail_work : run.fail_finish) = at;
        CHECK(run.with(threads) == where + " " + std::to_string(at));
        CHECK(run.finished == first(at));
        CHECK(run.takes <= at + 1 + threads);
      }
    }
  }
}

TEST_CASE("of several failures the first in the order of the pieces is told", "[core]") {
  for (int round = 0; round < 20; ++round) {
    Run run;
    run.pieces = 12;
    run.fail_work = 6;  // a slow one
    run.fail_take = 7;
    CHECK(run.with(4) == "work 6");
    CHECK(run.finished == first(6));
    Run other;
    other.pieces = 12;
    other.fail_finish = 3;
    other.fail_work = 4;
    CHECK(other.with(4) == "finish 3");
    CHECK(other.finished == first(3));
  }
}

TEST_CASE("a failure of the end itself is thrown when all is finished", "[core]") {
  for (int threads = 1; threads <= 4; ++threads) {
    Run run;
    run.pieces = 5;
    run.fail_take = 5;
    CHECK(run.with(threads) == "take 5");
    CHECK(run.finished == first(5));
  }
}
