#include "core/team.h"

namespace mlrun {
namespace {

void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#else
  std::this_thread::yield();
#endif
}

// Looks awake some tens of microseconds, then yields a few times; false when it is time to sleep.
// Who waits longer than that would take its processor from whom it waits for.
class Patience {
 public:
  bool wait() {
    ++looks_;
    if (looks_ < kAwake) {
      pause();
    } else {
      std::this_thread::yield();
    }
    return looks_ < kAsleep;
  }

 private:
  static constexpr int kAwake = 1000;
  static constexpr int kAsleep = 1010;
  int looks_ = 0;
};

}  // namespace

Team::Team(int size) : pieces_(static_cast<size_t>(size)) {
  for (int member = 1; member < size; ++member)
    threads_.emplace_back([this, member] { serve(member); });
}

Team::~Team() {
  stop_ = true;
  ++round_;
  round_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

// Whether this thread is the one that does the piece. A round does not end before all its pieces
// are done, so who takes one finds call_ and context_ as that round has them; who comes too late
// finds the piece taken.
bool Team::take(int member, uint32_t round) {
  std::atomic<uint32_t>& taken = pieces_[static_cast<size_t>(member)].taken;
  uint32_t before = round - 1;
  return taken.compare_exchange_strong(before, round, std::memory_order_acq_rel);
}

void Team::finish_one() {
  left_.fetch_sub(1, std::memory_order_release);
  left_.notify_one();
}

void Team::run_erased(void* context, Call call) {
  if (alone_) {
    for (int member = 0; member < size(); ++member) call(context, member);
    return;
  }
  call_ = call;
  context_ = context;
  left_.store(static_cast<uint32_t>(threads_.size()), std::memory_order_relaxed);
  const uint32_t round = round_.fetch_add(1, std::memory_order_release) + 1;
  if (!threads_.empty()) round_.notify_all();
  call(context, 0);
  for (int member = 1; member < size(); ++member) {
    if (!take(member, round)) continue;
    call(context, member);
    finish_one();
  }
  Patience patience;
  for (uint32_t left = left_.load(std::memory_order_acquire); left > 0;
       left = left_.load(std::memory_order_acquire)) {
    if (!patience.wait()) left_.wait(left, std::memory_order_acquire);
  }
}

void Team::serve(int member) {
  uint32_t seen = 0;
  while (true) {
    Patience patience;
    uint32_t round = round_.load(std::memory_order_acquire);
    for (; round == seen; round = round_.load(std::memory_order_acquire)) {
      if (!patience.wait()) round_.wait(seen, std::memory_order_acquire);
    }
    seen = round;
    if (stop_.load(std::memory_order_acquire)) return;
    if (!take(member, round)) continue;
    call_(context_, member);
    finish_one();
  }
}

}  // namespace mlrun
