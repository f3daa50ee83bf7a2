#include "data/line_buffer.h"

#include <algorithm>
#include <cstring>

namespace mlrun {
namespace {

std::shared_ptr<char[]> allocate(size_t bytes) {
  return std::shared_ptr<char[]>(new char[bytes]);  // not filled with zeros, as make_shared would
}

}  // namespace

void LineBuffer::make_room(size_t bytes) {
  if (capacity_ - size_ >= bytes) return;
  const size_t capacity = std::max(size_ + bytes, capacity_ + capacity_ / 2);
  auto memory = allocate(capacity);
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
  const size_t capacity = std::max(capacity_, rest + piece_);
  auto memory = allocate(capacity);
  if (rest > 0) std::memcpy(memory.get(), memory_.get() + used, rest);
  memory_ = std::move(memory);
  capacity_ = capacity;
  size_ = rest;
  offset_ += used;
  return given;
}

}  // namespace mlrun
