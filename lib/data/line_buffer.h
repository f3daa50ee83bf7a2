#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "data/byte_source.h"

namespace mlrun {

// A text that is read piece by piece and given away in blocks of whole rows: what is not used yet
// moves to the next block's memory.
class LineBuffer {
 public:
  // Memory of blocks that are done with, for those that come: fresh memory costs a page fault every
  // 4 KiB, which is more than reading into it.
  class Pool;

  // Bytes asked for at a time.
  static constexpr size_t kPiece = size_t{1} << 17;

  explicit LineBuffer(size_t piece = kPiece);
  // All bytes that were read and not given away.
  std::string_view text() const { return {memory_.get(), size_}; }
  // Reads once more; false at the end.
  bool read(ByteSource& source);
  bool ended() const { return ended_; }
  // Where text() begins in the (decompressed) file.
  uint64_t offset() const { return offset_; }
  // Forgets the first bytes.
  void drop(size_t bytes);
  // Gives the memory of text() away; text().substr(used) goes on in memory of its own.
  std::shared_ptr<const char[]> give(size_t used);

 private:
  void make_room(size_t bytes);
  size_t piece_;
  std::shared_ptr<Pool> pool_;
  std::shared_ptr<char[]> memory_;
  size_t capacity_ = 0;
  size_t size_ = 0;
  uint64_t offset_ = 0;
  bool ended_ = false;
};

}  // namespace mlrun
