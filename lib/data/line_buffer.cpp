#include "data/line_buffer.h"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <utility>
#include <vector>

namespace mlrun {

// Outlives the buffer as long as blocks do. What is given back is kept, up to a few.
class LineBuffer::Pool : public std::enable_shared_from_this<Pool> {
 public:
  // At least so many bytes; `size` says how many. Not filled with zeros.
  std::shared_ptr<char[]> take(size_t bytes, size_t& size) {
    std::unique_ptr<char[]> memory;
    {
      const std::lock_guard lock(mutex_);
      while (!free_.empty() && memory == nullptr) {
        if (free_.back().size >= bytes) {
          size = free_.back().size;
          memory = std::move(free_.back().memory);
        }
        free_.pop_back();
      }
    }
    if (memory == nullptr) {
      size = bytes;
      memory.reset(new char[bytes]);
    }
    return {memory.release(), [pool = shared_from_this(), size](char* used) {
              pool->give_back({std::unique_ptr<char[]>(used), size});
            }};
  }

 private:
  struct Memory {
    std::unique_ptr<char[]> memory;
    size_t size = 0;
  };

  void give_back(Memory memory) {
    constexpr size_t kKept = 8;
    const std::lock_guard lock(mutex_);
    if (free_.size() < kKept) free_.push_back(std::move(memory));
  }

  std::mutex mutex_;
  std::vector<Memory> free_;
};

LineBuffer::LineBuffer(size_t piece) : piece_(piece), pool_(std::make_shared<Pool>()) {}

void LineBuffer::make_room(size_t bytes) {
  if (capacity_ - size_ >= bytes) return;
  size_t capacity = 0;
  auto memory = pool_->take(std::max(size_ + bytes, capacity_ + capacity_ / 2), capacity);
  if (size_ > 0) std::memcpy(memory.get(), memory_.get(), size_);
  memory_ = std::move(memory);
  capacity_ = capacity;
}

bool LineBuffer::read(ByteSource& source) {
  if (ended_) return false;
  make_room(piece_);
  const size_t got = source.read(memory_.get() + size_, piece_);
  ended_ = got == 0;
  size_ += got;
  return !ended_;
}

void LineBuffer::drop(size_t bytes) {
  if (bytes == 0) return;
  size_ -= bytes;
  offset_ += bytes;
  std::memmove(memory_.get(), memory_.get() + bytes, size_);
}

std::shared_ptr<const char[]> LineBuffer::give(size_t used) {
  std::shared_ptr<const char[]> given = memory_;
  const size_t rest = size_ - used;
  // As large as the last block was, so that it need not grow again.
  size_t capacity = 0;
  auto memory = pool_->take(std::max(capacity_, rest + piece_), capacity);
  if (rest > 0) std::memcpy(memory.get(), memory_.get() + used, rest);
  memory_ = std::move(memory);
  capacity_ = capacity;
  size_ = rest;
  offset_ += used;
  return given;
}

}  // namespace mlrun
