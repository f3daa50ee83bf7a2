#include "device/gloo_group.h"

#include <ATen/core/grad_mode.h>

#include <cstdlib>
#include <exception>
#include <string>
#include <thread>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <utility>

#include "core/error.h"
#include "core/stop.h"
#include "device/master_contact.h"
#include "device/peer_failure.h"
#include "device/quiet.h"
#include "device/rank_store.h"

namespace mlrun {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
// As the base class: what is inline in Gloo's own would go by the layout of other headers than
// those that LibTorch was built with.
using Transport = c10::intrusive_ptr<c10d::Backend>;

constexpr milliseconds kPoll{5};
// How long a call goes on after this process was asked to stop: the others finish their batch.
constexpr milliseconds kGrace{3000};
// How long a rank that is done waits for the others' last call.
constexpr milliseconds kFarewell{5000};

// Where the others reach this rank.
std::shared_ptr<::gloo::transport::Device> network(const RankPlace& place) {
  // LibTorch's own variable for hosts with several networks.
  if (const char* interface = std::getenv("GLOO_SOCKET_IFNAME"); interface != nullptr) {
    return c10d::ProcessGroupGloo::createDeviceForInterface(interface);
  }
  std::string own = own_address_towards(place.master_address).value_or("127.0.0.1");
  // A host may call itself 127.0.1.1; the others would look for it on themselves.
  if (is_loopback(own) && !is_loopback(place.master_address)) own = routed_address().value_or(own);
  return c10d::ProcessGroupGloo::createDeviceForHostname(own);
}

Transport connect_all(const RankPlace& place, const RankStore& store, const GroupTimes& times) {
  const QuietThreads quiet;
  auto options = c10d::ProcessGroupGloo::Options::create(times.rendezvous);
  options->devices.push_back(network(place));
  Transport group = c10::make_intrusive<c10d::ProcessGroupGloo>(
      c10::make_intrusive<c10d::PrefixStore>("gloo", store), place.rank, place.world, options);
  group->setTimeout(times.collective);
  return group;
}

class GlooGroup : public ProcessGroup {
 public:
  GlooGroup(RankPlace place, const GroupTimes& times, RankStore store, Transport transport)
      : place_(std::move(place)),
        times_(times),
        store_(std::move(store)),
        group_(std::move(transport)) {}
  ~GlooGroup() override {
    // In the course of an exception the others may be waiting for this rank: be gone at once.
    if (healthy_ && std::uncaught_exceptions() == unwinding_) say_farewell();
    // A call that was given up still holds a thread, which the destructor would wait for.
    if (abandoned_) static_cast<void>(group_.release());
  }

  int rank() const override { return place_.rank; }
  int world() const override { return place_.world; }

  void broadcast(std::vector<at::Tensor>& tensors) override {
    for (at::Tensor& tensor : tensors) {
      through_host(tensor, [&](std::vector<at::Tensor>& one) { return group_->broadcast(one); });
    }
  }
  void sum(at::Tensor& flat) override {
    through_host(flat, [&](std::vector<at::Tensor>& one) { return group_->allreduce(one); });
  }
  void barrier() override {
    guarded([&] { return group_->barrier(); });
  }

 private:
  template <class Call>
  void through_host(at::Tensor& tensor, const Call& call) {
    if (tensor.numel() == 0) return;
    const at::NoGradGuard no_grad;
    const at::Tensor own = tensor.detach();
    const at::Tensor home = own.to(at::kCPU).contiguous();
    guarded([&] {
      std::vector<at::Tensor> one{home};
      return call(one);
    });
    if (!home.is_same(own)) own.copy_(home);
  }

  template <class Start>
  void guarded(const Start& start) {
    try {
      finish(start());
    } catch (const stop::Stopped&) {
      healthy_ = false;
      throw;
    } catch (const std::exception& error) {
      healthy_ = false;
      stop::check();
      throw peer_failure(place_, error.what(), times_.collective);
    }
  }

  void finish(const c10::intrusive_ptr<c10d::Work>& work) {
    Clock::time_point asked;
    while (!waited(*work)) {
      if (stop::requested() == 0) continue;
      if (asked == Clock::time_point()) asked = Clock::now();
      if (Clock::now() - asked < kGrace) continue;
      abandoned_ = true;
      stop::check();
    }
  }

  // False when it is still under way after a while. Throws what it failed by.
  static bool waited(c10d::Work& work) {
    try {
      work.wait(milliseconds(500));
    } catch (const std::exception&) {
      if (work.isCompleted()) throw;
      return false;
    }
    return true;
  }

  // Closing a connection may take from the other side what it has not read yet, so every rank
  // stays until all are done, and the one that holds the store until the others know.
  void say_farewell() {
    const auto deadline = Clock::now() + kFarewell;
    try {
      store_->add("done", 1);
      count_to("done", deadline);
      store_->add("seen", 1);
      if (place_.rank == 0) count_to("seen", deadline);
    } catch (const std::exception&) {
      // The store went away with rank 0, which left last.
    }
  }
  void count_to(const std::string& key, Clock::time_point deadline) {
    while (store_->add(key, 0) < place_.world && Clock::now() < deadline) {
      std::this_thread::sleep_for(kPoll);
    }
  }

  RankPlace place_;
  GroupTimes times_;
  RankStore store_;
  Transport group_;
  bool healthy_ = true;
  bool abandoned_ = false;
  int unwinding_ = std::uncaught_exceptions();
};

}  // namespace

std::unique_ptr<ProcessGroup> join_gloo(const RankPlace& place, const GroupTimes& times) {
  const QuietLog quiet;
  try {
    RankStore store = open_rank_store(place, times.rendezvous);
    Transport transport = connect_all(place, store, times);
    return std::make_unique<GlooGroup>(place, times, std::move(store), std::move(transport));
  } catch (const Error& error) {
    throw Error(error.kind(), place.name() + ": " + error.what());
  } catch (const std::exception& error) {
    stop::check();
    throw Error(ErrorKind::kFailure, place.name() + ": the ranks could not meet at " +
                                         meeting_point(place) + ": " +
                                         transport_reason(error.what()));
  }
}

}  // namespace mlrun
