#include "device/rank_group.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include "core/stop.h"
#include "device/peer_failure.h"

namespace mlrun {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using Work = c10::intrusive_ptr<c10d::Work>;

constexpr milliseconds kPoll{5};
// Of work on a device, which may be done in less.
constexpr std::chrono::microseconds kShortPoll{50};
// How long is waited before a look at the rest of the world.
constexpr milliseconds kLook{500};
// How long a call goes on after this process was asked to stop: the others finish their batch.
constexpr milliseconds kGrace{3000};
// How long a rank that is done waits for the others' last call.
constexpr milliseconds kFarewell{5000};

class RankGroup final : public ProcessGroup {
 public:
  RankGroup(RankPlace place, const GroupTimes& times, RankStore store, Transport transport)
      : place_(std::move(place)),
        times_(times),
        store_(std::move(store)),
        transport_(std::move(transport)) {}
  ~RankGroup() override {
    // In the course of an exception the others may be waiting for this rank: be gone at once.
    if (healthy_ && std::uncaught_exceptions() == unwinding_) leave();
    if (transport_.queues) abort();
    // A call that was given up still holds a thread, which the destructor would wait for.
    if (abandoned_) static_cast<void>(transport_.backend.release());
  }

  int rank() const override { return place_.rank; }
  int world() const override { return place_.world; }

  void broadcast(std::vector<at::Tensor>& tensors) override {
    for (at::Tensor& tensor : tensors) {
      through(tensor, [&](auto& one) { return transport_.backend->broadcast(one); });
    }
  }
  void sum(at::Tensor& flat) override {
    through(flat, [&](auto& one) { return transport_.backend->allreduce(one); });
  }
  void barrier() override {
    drain();
    guarded([&] { finish(transport_.backend->barrier()); });
    drain();
  }
  void drain() override {
    if (!queued_) return;
    guarded([&] { wait_for(*queued_); });
    queued_.reset();
  }

 private:
  template <class Call>
  void through(at::Tensor& tensor, const Call& call) {
    if (tensor.numel() == 0) return;
    // At most one call is under way on the device: the host keeps a step ahead of it, no more.
    drain();
    const at::NoGradGuard no_grad;
    const at::Tensor own = tensor.detach();
    const at::Tensor there = own.to(transport_.device).contiguous();
    guarded([&] {
      std::vector<at::Tensor> one{there};
      finish(call(one));
    });
    // To read it from the host would block where nothing looks at the time.
    if (own.device() != transport_.device) drain();
    if (!there.is_same(own)) own.copy_(there);
  }

  template <class Call>
  void guarded(const Call& call) {
    try {
      call();
    } catch (const stop::Stopped&) {
      fail();
      throw;
    } catch (const std::exception& error) {
      fail();
      stop::check();
      throw peer_failure(place_, error.what(), times_.collective);
    }
  }

  void fail() {
    healthy_ = false;
    if (transport_.queues) abort();
  }

  // Work that waits for a rank that is gone would block the device for good.
  void abort() {
    queued_.reset();
    try {
      transport_.backend->abort();
    } catch (const std::exception&) {
      // The process is about to end, and the device's driver ends the work with it.
    }
  }

  void finish(const Work& work) {
    if (!transport_.queues) return wait_for(*work);
    // What the device does next waits for the work; the host does not yet.
    work->synchronize();
    queued_ = work;
  }

  void wait_for(c10d::Work& work) {
    const auto start = Clock::now();
    Clock::time_point asked;
    while (!(transport_.queues ? polled(work) : waited(work))) {
      const auto now = Clock::now();
      if (transport_.queues && now - start >= times_.collective) {
        throw std::runtime_error("timed out");
      }
      if (stop::requested() == 0) continue;
      if (asked == Clock::time_point()) asked = now;
      if (now - asked < kGrace) continue;
      abandoned_ = !transport_.queues;
      stop::check();
    }
  }

  // False when it is still under way after a while. Throws what it failed by.
  static bool waited(c10d::Work& work) {
    try {
      work.wait(kLook);
    } catch (const std::exception&) {
      if (work.isCompleted()) throw;
      return false;
    }
    return true;
  }

  // The same of work on a device, whose own wait would not return.
  bool polled(c10d::Work& work) const {
    const auto until = Clock::now() + std::min(kLook, times_.collective);
    while (!work.isCompleted()) {
      if (Clock::now() >= until) return false;
      std::this_thread::sleep_for(kShortPoll);
    }
    if (const auto failure = work.exception()) std::rethrow_exception(failure);
    return true;
  }

  void leave() {
    try {
      drain();
      say_farewell();
    } catch (...) {
      // Nobody reads the last result; or the store went away with rank 0, which left last.
    }
  }

  // Closing a connection may take from the other side what it has not read yet, so every rank
  // stays until all are done, and the one that holds the store until the others know.
  void say_farewell() {
    const auto deadline = Clock::now() + kFarewell;
    store_->add("done", 1);
    count_to("done", deadline);
    store_->add("seen", 1);
    if (place_.rank == 0) count_to("seen", deadline);
  }
  void count_to(const std::string& key, Clock::time_point deadline) {
    while (store_->add(key, 0) < place_.world && Clock::now() < deadline) {
      std::this_thread::sleep_for(kPoll);
    }
  }

  RankPlace place_;
  GroupTimes times_;
  RankStore store_;
  Transport transport_;
  Work queued_;  // on the device, not known to be done
  bool healthy_ = true;
  bool abandoned_ = false;
  int unwinding_ = std::uncaught_exceptions();
};

}  // namespace

std::unique_ptr<ProcessGroup> group_over(const RankPlace& place, const GroupTimes& times,
                                         RankStore store, Transport transport) {
  return std::make_unique<RankGroup>(place, times, std::move(store), std::move(transport));
}

}  // namespace mlrun
