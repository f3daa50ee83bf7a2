#include "device/gloo_group.h"

#include <ATen/core/grad_mode.h>
#include <c10/util/Flags.h>
#include <c10/util/Logging.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <string>
#include <thread>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#include <utility>

#include "core/error.h"
#include "core/stop.h"
#include "core/text.h"
#include "device/master_contact.h"
#include "device/peer_failure.h"

namespace mlrun {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using Store = c10::intrusive_ptr<c10d::Store>;

constexpr milliseconds kPoll{5};
// How long a call goes on after this process was asked to stop: the others finish their batch.
constexpr milliseconds kGrace{3000};
// How long a rank that is done waits for the others' last call.
constexpr milliseconds kFarewell{5000};

std::string message_of(const std::exception& error) {
  if (const auto* torch = dynamic_cast<const c10::Error*>(&error)) {
    return torch->what_without_backtrace();
  }
  return error.what();
}

// While it lives, new threads take no signal that is this process's own: a write to a peer that is
// gone must fail, not end the process by PIPE, and a stop must interrupt the main thread's read.
class QuietThreads {
 public:
  QuietThreads() {
    sigemptyset(&kept_);
    sigset_t own;
    sigemptyset(&own);
    for (const int signal : {SIGPIPE, SIGINT, SIGTERM, SIGUSR1}) sigaddset(&own, signal);
    pthread_sigmask(SIG_BLOCK, &own, &kept_);
  }
  QuietThreads(const QuietThreads&) = delete;
  QuietThreads& operator=(const QuietThreads&) = delete;
  ~QuietThreads() {
    // This thread may have written to a peer that is gone, too.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    const timespec now{};
    if (sigismember(&kept_, SIGPIPE) == 0) sigtimedwait(&pipe, nullptr, &now);
    pthread_sigmask(SIG_SETMASK, &kept_, nullptr);
  }

 private:
  sigset_t kept_{};
};

std::string rank_key(int rank) { return "rank" + std::to_string(rank); }

// The ranks without their key in the store: "rank 1", "rank 1, rank 3".
std::string missing(c10d::Store& store, int world) {
  std::vector<std::string> names;
  for (int rank = 0; rank < world; ++rank) {
    if (!store.check({rank_key(rank)})) names.push_back("rank " + std::to_string(rank));
  }
  return join(names, ", ");
}

std::string seconds(milliseconds time) {
  return format_seconds(static_cast<double>(time.count()) / 1000);
}

// LibTorch logs each of its attempts to connect, with frames of C++; what counts is thrown.
class QuietLog {
 public:
  QuietLog() : kept_(std::exchange(FLAGS_caffe2_log_level, c10::GLOG_FATAL)) {}
  QuietLog(const QuietLog&) = delete;
  QuietLog& operator=(const QuietLog&) = delete;
  ~QuietLog() { FLAGS_caffe2_log_level = kept_; }

 private:
  int kept_;
};

// A rendezvous under way.
class Rendezvous {
 public:
  Rendezvous(RankPlace place, const GroupTimes& times)
      : place_(std::move(place)),
        times_(times),
        deadline_(Clock::now() + times.rendezvous),
        meeting_point_(place_.master_address + ":" + std::to_string(place_.master_port)) {}

  // The store in which all ranks of this attempt have signed.
  Store store() const {
    Store store = place_.rank == 0 && !place_.agent_store ? server() : client();
    store = c10::make_intrusive<c10d::PrefixStore>("mlrun" + std::to_string(place_.attempt), store);
    sign(*store);
    wait_for_all(*store);
    return store;
  }

  c10::intrusive_ptr<c10d::Backend> transport(const Store& store) const {
    auto options = c10d::ProcessGroupGloo::Options::create(time_left());
    options->devices.push_back(device());
    c10::intrusive_ptr<c10d::Backend> group = c10::make_intrusive<c10d::ProcessGroupGloo>(
        c10::make_intrusive<c10d::PrefixStore>("gloo", store), place_.rank, place_.world, options);
    group->setTimeout(times_.collective);
    return group;
  }

  Error failure(const std::string& reason) const {
    return {ErrorKind::kFailure, place_.name() + ": " + reason};
  }
  Error failed_meeting(const std::exception& error) const {
    return failure("the ranks could not meet at " + meeting_point_ + ": " +
                   transport_reason(message_of(error)));
  }

 private:
  milliseconds time_left() const {
    const auto left = std::chrono::duration_cast<milliseconds>(deadline_ - Clock::now());
    return std::max(milliseconds(1), left);
  }

  c10d::TCPStoreOptions options() const {
    c10d::TCPStoreOptions options;
    options.port = static_cast<uint16_t>(place_.master_port);
    options.timeout = times_.rendezvous;
    options.waitWorkers = false;
    return options;
  }

  Store server() const {
    c10d::TCPStoreOptions options = this->options();
    options.isServer = true;
    // Ranks of one host need no port that the network sees.
    if (is_loopback(place_.master_address)) {
      options.masterListenFd = bind_loopback(place_.master_port);
    }
    return c10::make_intrusive<c10d::TCPStore>("127.0.0.1", options);
  }

  // Finds the master before LibTorch does, whose own attempts are up to seconds apart and heed no
  // stop signal.
  Store client() const {
    try {
      const std::string address = reach(place_.master_address, place_.master_port, deadline_);
      return c10::make_intrusive<c10d::TCPStore>(address, options());
    } catch (const Error& error) {
      throw Error(ErrorKind::kFailure, (place_.agent_store ? "torchrun's store" : "rank 0") +
                                           std::string(" is not at ") + error.what());
    }
  }

  void sign(c10d::Store& store) const {
    if (store.add(rank_key(place_.rank), 1) == 1) return;
    throw Error(ErrorKind::kFailure,
                "another process has this place at " + meeting_point_ + " already");
  }

  void wait_for_all(c10d::Store& store) const {
    std::vector<std::string> keys;
    for (int rank = 0; rank < place_.world; ++rank) keys.push_back(rank_key(rank));
    while (!store.check(keys)) {
      stop::check();
      if (Clock::now() >= deadline_) {
        throw Error(ErrorKind::kFailure, missing(store, place_.world) + " did not come to " +
                                             meeting_point_ + " within " +
                                             seconds(times_.rendezvous));
      }
      std::this_thread::sleep_for(kPoll);
    }
  }

  std::shared_ptr<::gloo::transport::Device> device() const {
    // LibTorch's own variable for hosts with several networks.
    if (const char* interface = std::getenv("GLOO_SOCKET_IFNAME"); interface != nullptr) {
      return c10d::ProcessGroupGloo::createDeviceForInterface(interface);
    }
    std::string own = own_address_towards(place_.master_address).value_or("127.0.0.1");
    // A host may call itself 127.0.1.1; the others would look for it on themselves.
    if (is_loopback(own) && !is_loopback(place_.master_address)) {
      own = routed_address().value_or(own);
    }
    return c10d::ProcessGroupGloo::createDeviceForHostname(own);
  }

  RankPlace place_;
  GroupTimes times_;
  Clock::time_point deadline_;
  std::string meeting_point_;
};

class GlooGroup : public ProcessGroup {
 public:
  GlooGroup(RankPlace place, const GroupTimes& times, Store store,
            c10::intrusive_ptr<c10d::Backend> group)
      : place_(std::move(place)),
        times_(times),
        store_(std::move(store)),
        group_(std::move(group)) {}
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
      throw peer_failure(place_, message_of(error), times_.collective);
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
  Store store_;
  c10::intrusive_ptr<c10d::Backend> group_;
  bool healthy_ = true;
  bool abandoned_ = false;
  int unwinding_ = std::uncaught_exceptions();
};

}  // namespace

std::unique_ptr<ProcessGroup> join_gloo(const RankPlace& place, const GroupTimes& times) {
  const QuietThreads quiet_threads;
  const QuietLog quiet_log;
  const Rendezvous rendezvous(place, times);
  try {
    Store store = rendezvous.store();
    auto group = rendezvous.transport(store);
    return std::make_unique<GlooGroup>(place, times, std::move(store), std::move(group));
  } catch (const Error& error) {
    throw rendezvous.failure(error.what());
  } catch (const std::exception& error) {
    stop::check();
    throw rendezvous.failed_meeting(error);
  }
}

}  // namespace mlrun
