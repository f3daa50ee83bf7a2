#include "support/fakedev/arena.h"

#include <c10/core/Allocator.h>
#include <c10/util/Exception.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace fakedev {
namespace {

char* map_view(int file, int protection) {
  void* view = mmap(nullptr, Arena::kCapacity, protection, MAP_SHARED | MAP_NORESERVE, file, 0);
  TORCH_CHECK(view != MAP_FAILED, "fakedev: no address space for its memory");
  return static_cast<char*>(view);
}

}  // namespace

Arena& Arena::get() {
  static auto* arena = new Arena;
  return *arena;
}

Arena::Arena() {
  const int file = memfd_create("fakedev", MFD_CLOEXEC);
  TORCH_CHECK(file >= 0 && ftruncate(file, static_cast<off_t>(kCapacity)) == 0,
              "fakedev: no file in memory");
  closed_ = map_view(file, PROT_NONE);
  open_ = map_view(file, PROT_READ | PROT_WRITE);
  close(file);
  free_[0] = kCapacity;
  if (const char* text = std::getenv("MLRUN_TEST_FAKEDEV_LIMIT_MB")) {
    set_limit(std::strtoull(text, nullptr, 10) << 20);
  }
}

void* Arena::allocate(size_t bytes) {
  if (bytes == 0) return nullptr;
  constexpr size_t kAlignment = 64;
  const size_t size = (bytes + kAlignment - 1) / kAlignment * kAlignment;
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto hole = std::find_if(free_.begin(), free_.end(),
                                 [&](const auto& block) { return block.second >= size; });
  if (size > limit_ || live_ > limit_ - size || hole == free_.end()) refuse(bytes);
  const auto [offset, room] = *hole;
  free_.erase(hole);
  if (room > size) free_[offset + size] = room - size;
  used_[offset] = size;
  live_ += size;
  peak_ = std::max(peak_, live_);
  return closed_ + offset;
}

void Arena::refuse(size_t bytes) const {
  // CUDA's sentence, so that whoever reads it there reads it here.
  TORCH_CHECK_WITH(
      OutOfMemoryError, false, "fakedev out of memory. Tried to allocate ",
      c10::CachingAllocator::format_size(bytes), ". fakedev 0 has a total capacity of ",
      c10::CachingAllocator::format_size(limit_), " of which ",
      c10::CachingAllocator::format_size(limit_ - std::min(limit_, live_)), " is free.");
}

void Arena::release(void* address) noexcept {
  if (address == nullptr) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto offset = static_cast<size_t>(static_cast<char*>(address) - closed_);
  const auto block = used_.find(offset);
  if (block == used_.end()) return;
  live_ -= block->second;
  auto hole = free_.emplace(offset, block->second).first;
  used_.erase(block);
  const auto next = std::next(hole);
  if (next != free_.end() && offset + hole->second == next->first) {
    hole->second += next->second;
    free_.erase(next);
  }
  if (hole == free_.begin()) return;
  const auto before = std::prev(hole);
  if (before->first + before->second != offset) return;
  before->second += hole->second;
  free_.erase(hole);
}

char* Arena::shadow(const void* address) const {
  if (address == nullptr) return nullptr;
  return open_ + (static_cast<const char*>(address) - closed_);
}

size_t Arena::live() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return live_;
}

size_t Arena::peak() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return peak_;
}

void Arena::reset_peak() {
  const std::lock_guard<std::mutex> lock(mutex_);
  peak_ = live_;
}

size_t Arena::limit() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return limit_;
}

void Arena::set_limit(size_t bytes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  limit_ = bytes == 0 ? kCapacity : std::min(bytes, kCapacity);
}

}  // namespace fakedev
