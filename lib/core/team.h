#pragma once

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

namespace mlrun {

// Threads that do short pieces of work together, thousands a second. Between two pieces they wait
// awake for a moment, then yield, then sleep, and whatever a thread has not begun when the caller
// is through with its own piece the caller does too: on a host whose processors are busy with other
// programs nobody waits for a thread that has none.
class Team {
 public:
  // Starts size - 1 threads; the caller is the first of the team. Requires size >= 1.
  explicit Team(int size);
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;
  ~Team();
  int size() const { return static_cast<int>(threads_.size()) + 1; }
  // From now on the caller does every member's piece itself, or the threads share them again.
  void set_alone(bool alone) { alone_ = alone; }

  // work(member) once for each member, on whichever thread; returns when all are done. The work
  // must not throw, and no member's may wait for another's.
  template <class Work>
  void run(Work&& work) {
    run_erased(&work, [](void* context, int member) { (*static_cast<Work*>(context))(member); });
  }

 private:
  using Call = void (*)(void* context, int member);
  void run_erased(void* context, Call call);
  void serve(int member);
  bool take(int member, uint32_t round);
  void finish_one();

  // The last round in which somebody took the member's piece; each on a cache line of its own.
  struct alignas(64) Piece {
    std::atomic<uint32_t> taken{0};
  };
  std::vector<Piece> pieces_;
  std::vector<std::thread> threads_;
  bool alone_ = false;
  Call call_ = nullptr;
  void* context_ = nullptr;
  std::atomic<uint32_t> round_{0};  // of work; its end when stop_
  std::atomic<uint32_t> left_{0};   // pieces that are not done
  std::atomic<bool> stop_{false};
};

}  // namespace mlrun
