#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace mlrun {

// A stream of pieces of work on several threads, as if one had done it: pieces are taken one at a
// time, worked on side by side, and finished one at a time in the order they were taken. No more
// than `threads` pieces are under way, so memory is bounded; taking, working and finishing overlap.
//
// The first failure in the order of pieces ends it and is thrown; what was taken before it is
// finished, nothing after it is.
template <class Piece, class Result>
class OrderedWork {
 public:
  // Called under one lock: the next piece, nullopt at the end.
  std::function<std::optional<Piece>()> take;
  // Called on `worker` 0 .. threads - 1 at once.
  std::function<Result(Piece&&, int worker)> work;
  // Called in order, one at a time.
  std::function<void(Result&&)> finish;

  // Whether a piece takes long enough that others start beside it, though it may be the only one;
  // unset: none does.
  std::function<bool(const Piece&)> takes_long;

  // Further threads start only when there is a second piece, or with a first one that takes long.
  void run(int threads) {
    if (threads > 1 && takes_long) look_ahead();
    if (!held_ || !takes_long(*held_)) {
      step(0);
      if (threads > 1) look_ahead();
    }
    std::vector<std::thread> others;
    for (int worker = 1; worker < threads && !over(); ++worker) {
      try {
        others.emplace_back([this, worker] { loop(worker); });
      } catch (const std::system_error&) {
        break;  // no more threads are to be had here: those there are do the work
      }
    }
    loop(0);
    for (auto& thread : others) thread.join();
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  void loop(int worker) {
    while (step(worker)) {
    }
  }

  // Takes the next piece and holds it, with nothing else under way: is there one?
  void look_ahead() {
    if (ended_) return;
    try {
      held_ = take();
    } catch (...) {
      failure_ = std::current_exception();
    }
    ended_ = !held_;
  }

  bool over() {
    const std::lock_guard lock(take_mutex_);
    return ended_;
  }

  // Takes, works on and finishes one piece; false when there is no more.
  bool step(int worker) {
    std::optional<Piece> piece;
    std::optional<Result> result;
    std::exception_ptr failure;
    uint64_t turn = 0;
    {
      const std::lock_guard lock(take_mutex_);
      if (ended_) return false;
      turn = taken_++;
      try {
        piece = held_ ? std::exchange(held_, std::nullopt) : take();
      } catch (...) {
        failure = std::current_exception();
      }
      ended_ = !piece;
    }
    if (piece) {
      try {
        result.emplace(work(std::move(*piece), worker));
      } catch (...) {
        failure = std::current_exception();
      }
    }
    return end_step(turn, std::move(result), failure);
  }

  bool end_step(uint64_t turn, std::optional<Result> result, std::exception_ptr failure) {
    std::unique_lock lock(finish_mutex_);
    my_turn_.wait(lock, [&] { return finished_ == turn; });
    if (!failure_ && result) {
      try {
        finish(std::move(*result));
      } catch (...) {
        failure = std::current_exception();
      }
    }
    if (!failure_) failure_ = failure;
    ++finished_;
    const bool go_on = result && !failure_;
    lock.unlock();
    my_turn_.notify_all();
    if (!go_on) stop();
    return go_on;
  }

  void stop() {
    const std::lock_guard lock(take_mutex_);
    ended_ = true;
  }

  std::mutex take_mutex_;
  uint64_t taken_ = 0;
  bool ended_ = false;
  std::optional<Piece> held_;  // by look_ahead()
  std::mutex finish_mutex_;
  std::condition_variable my_turn_;
  uint64_t finished_ = 0;
  std::exception_ptr failure_;
};

}  // namespace mlrun
