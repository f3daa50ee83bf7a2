#include "device/gloo_group.h"

#include <signal.h>
#include <sys/wait.h>
#include <torch/types.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <thread>

#include "config/environment.h"
#include "core/error.h"
#include "core/fixtures.h"
#include "core/stop.h"
#include "device/ranks.h"
#include "mlrun/local_ranks.h"

using namespace mlrun;

namespace {

using std::chrono::milliseconds;
using test::Ranks;
using Clock = std::chrono::steady_clock;

// What a rank does; each is a process of its own that runs the hidden case below.

[[noreturn]] void die() {
  kill(getpid(), SIGKILL);
  std::abort();
}

void require(bool holds, const std::string& what) {
  if (!holds) throw Error(ErrorKind::kResult, what);
}

void check_broadcast(ProcessGroup& group) {
  const float own = static_cast<float>(group.rank());
  at::Tensor parameter = torch::full({2, 3}, own).requires_grad_();
  std::vector<at::Tensor> tensors = {parameter, torch::full({}, group.rank(), at::kLong),
                                     torch::full({3, 2}, own).t(), torch::empty({0}),
                                     torch::full({4}, own, at::kDouble)};
  group.broadcast(tensors);
  for (const at::Tensor& tensor : tensors) {
    require(tensor.equal(torch::zeros_like(tensor)), "broadcast brought something else");
  }
  require(parameter.requires_grad() && parameter.is_leaf(), "broadcast changed a parameter");
}

void check_sum(ProcessGroup& group) {
  const int world = group.world();
  const float all = static_cast<float>(world * (world + 1)) / 2;
  for (const int64_t size : {1, 7, 262144}) {
    at::Tensor flat = torch::full({size}, static_cast<float>(group.rank() + 1));
    group.sum(flat);
    require(flat.equal(torch::full({size}, all)), "the sum is wrong");
  }
  at::Tensor counts = torch::full({3}, group.rank() + 1, at::kLong);
  group.sum(counts);
  require(counts.equal(torch::full({3}, world * (world + 1) / 2, at::kLong)), "counts are wrong");
  at::Tensor strided = torch::ones({2, 3}).t();
  group.sum(strided);
  require(strided.equal(torch::full({3, 2}, static_cast<float>(world))), "strides are lost");
  at::Tensor nothing = torch::empty({0});
  group.sum(nothing);
}

// Sums of numbers that round: the bits must be those of rank 0.
void check_same_bits(ProcessGroup& group) {
  at::Tensor flat = torch::rand({10007});
  group.sum(flat);
  std::vector<at::Tensor> first = {flat.clone()};
  group.broadcast(first);
  require(first[0].equal(flat), "the ranks do not agree on a sum");
}

void check_barrier(ProcessGroup& group) {
  const auto start = Clock::now();
  if (group.rank() == 0) std::this_thread::sleep_for(milliseconds(300));
  group.barrier();
  require(Clock::now() - start >= milliseconds(250), "the barrier did not wait for rank 0");
}

void do_everything(ProcessGroup& group) {
  check_broadcast(group);
  check_sum(group);
  check_same_bits(group);
  check_barrier(group);
}

void sum_once(ProcessGroup& group) {
  at::Tensor flat = torch::ones({1000});
  group.sum(flat);
}

void act(const std::string& role, ProcessGroup& group) {
  const bool last = group.rank() == group.world() - 1;
  if (role == "everything") return do_everything(group);
  sum_once(group);
  if (role == "last dies" && last) die();
  if (role == "first dies" && group.rank() == 0) die();
  if (role == "last sleeps" && last) std::this_thread::sleep_for(std::chrono::minutes(1));
  if (role == "first is stopped" && group.rank() == 0) raise(SIGTERM);
  if (role == "first is stopped" && last) std::this_thread::sleep_for(std::chrono::minutes(1));
  if (role == "leave at once") return;
  sum_once(group);
  throw Error(ErrorKind::kResult, "a sum without all ranks succeeded");
}

// What came of it, as the test reads it.
std::string outcome(const std::string& role, const RankPlace& place) {
  GroupTimes times;
  times.rendezvous = milliseconds(std::stoi(std::getenv("MLRUN_TEST_RENDEZVOUS")));
  times.collective = milliseconds(role == "last sleeps" ? 1000 : 60000);
  const auto start = Clock::now();
  try {
    const auto group = join_group(place, at::kCPU, times);
    act(role, *group);
  } catch (const Error& error) {
    return error.what();
  } catch (const stop::Stopped& stopped) {
    const bool soon = Clock::now() - start < std::chrono::seconds(8);
    return "stopped by " + std::to_string(stopped.signal) + (soon ? "" : ", late");
  }
  return "fine";
}

TEST_CASE("a rank", "[.rank]") {
  stop::install();
  const auto place = rank_place_from(process_environment());
  REQUIRE(place);
  const std::string role = std::getenv("MLRUN_TEST_ROLE");
  test::put(std::getenv("MLRUN_TEST_OUT") + std::to_string(place->rank), outcome(role, *place));
  _exit(0);
}

}  // namespace

TEST_CASE("two and three ranks broadcast, sum and wait for each other", "[ranks]") {
  for (const int world : {2, 3}) {
    Ranks ranks(world, "everything");
    ranks.start_all().wait();
    for (int rank = 0; rank < world; ++rank) CHECK(ranks.outcome(rank) == "fine");
  }
}

TEST_CASE("ranks that leave right after a sum do not spoil it for others", "[ranks]") {
  for (int round = 0; round < 5; ++round) {
    Ranks ranks(3, "leave at once");
    ranks.start_all().wait();
    for (int rank = 0; rank < 3; ++rank) CHECK(ranks.outcome(rank) == "fine");
  }
}

TEST_CASE("a rank that is killed is told within seconds", "[ranks]") {
  Ranks two(2, "last dies");
  two.start_all().wait();
  CHECK_THAT(two.outcome(0), Catch::StartsWith("rank 0 of 2: rank 1 is gone: "));
  CHECK(two.seconds < 10);
  Ranks three(3, "last dies");
  three.start_all().wait();
  for (const int rank : {0, 1}) {
    CHECK_THAT(three.outcome(rank),
               Catch::StartsWith("rank " + std::to_string(rank) + " of 3: another rank is gone: "));
  }
  CHECK(three.seconds < 10);
}

TEST_CASE("the rank that holds the store may be the one that is killed", "[ranks]") {
  Ranks ranks(2, "first dies");
  ranks.start_all().wait();
  CHECK_THAT(ranks.outcome(1), Catch::StartsWith("rank 1 of 2: rank 0 is gone: "));
  CHECK(ranks.seconds < 10);
}

TEST_CASE("a rank that does not answer is given up", "[ranks]") {
  Ranks ranks(2, "last sleeps");
  ranks.start_all();
  waitpid(ranks.pids[0], nullptr, 0);
  CHECK(ranks.outcome(0) == "rank 0 of 2: rank 1 did not answer within 1.0 s");
}

TEST_CASE("a signal ends a call whose other side stands still, after a grace", "[ranks]") {
  Ranks ranks(2, "first is stopped");
  ranks.start_all();
  waitpid(ranks.pids[0], nullptr, 0);
  CHECK(ranks.outcome(0) == "stopped by 15");
}

TEST_CASE("ranks that are launched here meet at the port that is kept for them", "[ranks]") {
  const test::TempDir dir;
  setenv("MLRUN_TEST_ROLE", "everything", 1);
  setenv("MLRUN_TEST_RENDEZVOUS", "30000", 1);
  setenv("MLRUN_TEST_OUT", (dir / "rank").c_str(), 1);
  LocalRanks launched;
  launched.count = 2;
  launched.command = {"/proc/self/exe", "[.rank]"};
  run_local_ranks(launched);
  for (const char* name : {"rank0", "rank1"}) CHECK(test::slurp(dir / name) == "fine");
}
