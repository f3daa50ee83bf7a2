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

Team::Team(int size) {
  for (int member = 1; member < size; ++member)
    threads_.emplace_back([this, member] { serve(member); });
}

Team::~Team() {
  stop_ = true;
  ++round_;
  round_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Team::run_erased(void* context, Call call) {
  call_ = call;
  context_ = context;
  busy_.store(static_cast<uint32_t>(threads_.size()), std::memory_order_relaxed);
  round_.fetch_add(1, std::memory_order_release);
  if (!threads_.empty()) round_.notify_all();
  call(context, 0);
  Patience patience;
  for (uint32_t left = busy_.load(std::memory_order_acquire); left > 0;
       left = busy_.load(std::memory_order_acquire)) {
    if (!patience.wait()) busy_.wait(left, std::memory_order_acquire);
  }
}

void Team::serve(int member) {
  uint32_t seen = 0;
  while (true) {
    Patience patience;
    while (round_.load(std::memory_order_acquire) == seen) {
      if (!patience.wait()) round_.wait(seen, std::memory_order_acquire);
    }
    ++seen;
    if (stop_.load(std::memory_order_acquire)) return;
    call_(context_, member);
    busy_.fetch_sub(1, std::memory_order_release);
    busy_.notify_one();
  }
}

}  // namespace mlrun
