#include "data/read_ahead.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/stop.h"

namespace mlrun {
namespace {

constexpr size_t kMostWaiting = size_t{4} << 20;

}  // namespace

ReadAhead::ReadAhead(std::function<void(const Sink&)> produce)
    : thread_([this, produce = std::move(produce)] { run(produce); }) {}

ReadAhead::~ReadAhead() {
  {
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void ReadAhead::run(const std::function<void(const Sink&)>& produce) {
  std::exception_ptr failure;
  try {
    produce([this](std::string_view bytes) { put(bytes); });
  } catch (const Cancelled&) {
    return;
  } catch (...) {
    failure = std::current_exception();
  }
  const std::lock_guard lock(mutex_);
  failure_ = failure;
  ended_ = true;
  changed_.notify_all();
}

void ReadAhead::put(std::string_view bytes) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return waiting_ < kMostWaiting || cancelled_; });
  if (cancelled_) throw Cancelled{};
  if (bytes.empty()) return;
  pieces_.emplace_back(bytes);
  waiting_ += bytes.size();
  changed_.notify_all();
}

bool ReadAhead::ready() {
  const std::lock_guard lock(mutex_);
  return waiting_ > 0 || ended_;
}

size_t ReadAhead::read(char* into, size_t limit) {
  constexpr std::chrono::milliseconds kLook{100};
  std::unique_lock lock(mutex_);
  const auto arrived = [this] { return waiting_ > 0 || ended_; };
  // By the system's clock: glibc 2.28 cannot wait by another.
  while (!changed_.wait_until(lock, std::chrono::system_clock::now() + kLook, arrived)) {
    stop::check();
  }
  if (waiting_ == 0) {
    if (failure_) std::rethrow_exception(failure_);
    return 0;
  }
  const std::string& piece = pieces_.front();
  const size_t count = std::min(limit, piece.size() - used_);
  piece.copy(into, count, used_);
  used_ += count;
  waiting_ -= count;
  if (used_ == piece.size()) {
    pieces_.pop_front();
    used_ = 0;
  }
  changed_.notify_all();
  return count;
}

}  // namespace mlrun
