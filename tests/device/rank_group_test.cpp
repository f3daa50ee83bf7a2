#include "device/rank_group.h"

#include <torch/types.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <memory>
#include <torch/csrc/distributed/c10d/HashStore.hpp>

#include "core/error.h"

using namespace mlrun;

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// What a device that queues has been told, and what became of it.
struct Device {
  std::atomic<int> started = 0;
  std::atomic<int> done = 0;
  std::atomic<int> ordered = 0;  // later work of the device waits for it
  std::atomic<int> aborted = 0;
  milliseconds takes{100};
  std::string fault;  // what the next call ends with
};

class QueuedWork final : public c10d::Work {
 public:
  explicit QueuedWork(Device& device)
      : device_(device), end_(Clock::now() + device.takes), fault_(device.fault) {
    ++device_.started;
  }
  bool isCompleted() override {
    if (Clock::now() < end_) return false;
    if (!std::exchange(counted_, true)) ++device_.done;
    return true;
  }
  std::exception_ptr exception() const override {
    return fault_.empty() ? nullptr : std::make_exception_ptr(std::runtime_error(fault_));
  }
  void synchronize() override { ++device_.ordered; }
  bool wait(milliseconds) override { throw std::logic_error("the host would wait unwatched"); }

 private:
  Device& device_;
  Clock::time_point end_;
  std::string fault_;
  bool counted_ = false;
};

class QueuedBackend final : public c10d::Backend {
 public:
  explicit QueuedBackend(Device& device) : Backend(0, 2), device_(device) {}
  const std::string getBackendName() const override { return "queued"; }
  c10::intrusive_ptr<c10d::Work> broadcast(std::vector<at::Tensor>& tensors,
                                           const c10d::BroadcastOptions&) override {
    tensors[0].fill_(7);
    return c10::make_intrusive<QueuedWork>(device_);
  }
  c10::intrusive_ptr<c10d::Work> allreduce(std::vector<at::Tensor>& tensors,
                                           const c10d::AllreduceOptions&) override {
    tensors[0].mul_(2);
    return c10::make_intrusive<QueuedWork>(device_);
  }
  c10::intrusive_ptr<c10d::Work> barrier(const c10d::BarrierOptions&) override {
    return c10::make_intrusive<QueuedWork>(device_);
  }
  void abort() override { ++device_.aborted; }

 private:
  Device& device_;
};

// Rank 0 of 2, whose other rank has left in good order already.
std::unique_ptr<ProcessGroup> join(Device& device, milliseconds limit = std::chrono::seconds(60)) {
  auto store = c10::make_intrusive<c10d::HashStore>();
  store->add("done", 1);
  store->add("seen", 1);
  RankPlace place;
  place.world = 2;
  GroupTimes times;
  times.collective = limit;
  return group_over(place, times, store,
                    {c10::make_intrusive<QueuedBackend>(device), at::kCPU, true});
}

}  // namespace

TEST_CASE("a queued sum does not hold the host, the next one waits for it") {
  Device device;
  const auto group = join(device);
  at::Tensor flat = torch::ones({3});
  group->sum(flat);
  CHECK(flat.equal(torch::full({3}, 2.0F)));
  CHECK((device.started == 1 && device.ordered == 1 && device.done == 0));
  group->sum(flat);
  CHECK((device.started == 2 && device.ordered == 2 && device.done == 1));
  group->drain();
  CHECK(device.done == 2);
  group->drain();
  CHECK(device.aborted == 0);
}

TEST_CASE("a queued barrier holds the host") {
  Device device;
  const auto group = join(device);
  at::Tensor flat = torch::ones({3});
  group->sum(flat);
  group->barrier();
  CHECK(device.done == 2);
}

TEST_CASE("tensors that a transport does not take as they lie go through a copy") {
  Device device;
  const auto group = join(device);
  at::Tensor strided = torch::ones({2, 3}).t();
  group->sum(strided);
  CHECK(strided.equal(torch::full({3, 2}, 2.0F)));
  std::vector<at::Tensor> tensors = {torch::ones({2, 2}).t(), torch::ones({}).requires_grad_(),
                                     torch::empty({0})};
  group->broadcast(tensors);
  CHECK(tensors[0].equal(torch::full({2, 2}, 7.0F)));
  CHECK(tensors[1].item<float>() == 7);
}

TEST_CASE("what goes wrong with queued work shows in the next call, and it is aborted") {
  Device device;
  const auto group = join(device);
  device.fault = "NCCL error: remote process exited";
  at::Tensor flat = torch::ones({3});
  CHECK_NOTHROW(group->sum(flat));
  CHECK(device.aborted == 0);
  CHECK_THROWS_WITH(group->sum(flat),
                    "rank 0 of 2: rank 1 is gone: NCCL error: remote process exited");
  CHECK((device.started == 1 && device.aborted == 1));
}

TEST_CASE("queued work that does not end is given up and aborted") {
  Device device;
  device.takes = std::chrono::hours(1);
  const auto group = join(device, milliseconds(200));
  at::Tensor flat = torch::ones({3});
  group->sum(flat);
  CHECK_THROWS_WITH(group->drain(), "rank 0 of 2: rank 1 did not answer within 0.2 s");
  CHECK(device.aborted == 1);
}

TEST_CASE("a group that queues waits for its last call before it leaves, unless it is unwound") {
  Device device;
  at::Tensor flat = torch::ones({3});
  join(device)->sum(flat);
  CHECK((device.done == 1 && device.aborted == 1));
  try {
    const auto group = join(device);
    group->sum(flat);
    throw std::runtime_error("elsewhere");
  } catch (const std::runtime_error&) {
    CHECK((device.started == 2 && device.done == 1 && device.aborted == 2));
  }
}
