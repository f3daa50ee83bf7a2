#include "data/text_arena.h"

#include <algorithm>
#include <cstring>

namespace mlrun {

char* TextArena::reserve(size_t bytes) {
  constexpr size_t kChunk = size_t{1} << 16;
  while (current_ < chunks_.size() && chunks_[current_].size - used_ < bytes) {
    ++current_;
    used_ = 0;
  }
  if (current_ == chunks_.size()) {
    const size_t size = std::max(kChunk, bytes);
    chunks_.push_back({std::make_unique_for_overwrite<char[]>(size), size});
  }
  return chunks_[current_].bytes.get() + used_;
}

std::string_view TextArena::commit(size_t bytes) {
  const std::string_view text(chunks_[current_].bytes.get() + used_, bytes);
  used_ += bytes;
  return text;
}

std::string_view TextArena::keep(std::string_view text) {
  if (text.empty()) return {};
  std::memcpy(reserve(text.size()), text.data(), text.size());
  return commit(text.size());
}

void TextArena::clear() {
  current_ = 0;
  used_ = 0;
}

}  // namespace mlrun
