#include "data/text_set.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <utility>

namespace mlrun {
namespace {

uint64_t tag_of(std::string_view text) { return XXH3_64bits(text.data(), text.size()) >> 32; }

}  // namespace

std::string_view TextSet::operator[](size_t index) const {
  const size_t begin = index == 0 ? 0 : ends_[index - 1];
  return std::string_view(bytes_).substr(begin, ends_[index] - begin);
}

size_t TextSet::slot_of(std::string_view text, uint64_t tag) const {
  const size_t mask = slots_.size() - 1;
  size_t slot = tag & mask;
  while (slots_[slot] != 0) {
    const uint64_t held = slots_[slot];
    if (held >> 32 == tag && (*this)[static_cast<uint32_t>(held) - 1] == text) break;
    slot = (slot + 1) & mask;
  }
  return slot;
}

void TextSet::grow() {
  constexpr size_t kFewest = 16;
  const auto old = std::move(slots_);
  slots_.assign(std::max(kFewest, old.size() * 2), 0);
  const size_t mask = slots_.size() - 1;
  for (const uint64_t held : old) {
    if (held == 0) continue;
    size_t slot = (held >> 32) & mask;
    while (slots_[slot] != 0) slot = (slot + 1) & mask;
    slots_[slot] = held;
  }
}

void TextSet::empty_out() {
  if (!ends_.empty()) std::fill(slots_.begin(), slots_.end(), 0);
  bytes_.clear();
  ends_.clear();
}

size_t TextSet::index(std::string_view text) {
  if (size() * 2 >= slots_.size()) grow();
  const uint64_t tag = tag_of(text);
  const size_t slot = slot_of(text, tag);
  added_ = slots_[slot] == 0;
  if (!added_) return static_cast<uint32_t>(slots_[slot]) - 1;
  bytes_ += text;
  ends_.push_back(bytes_.size());
  slots_[slot] = tag << 32 | size();
  return size() - 1;
}

std::optional<size_t> TextSet::find(std::string_view text) const {
  if (slots_.empty()) return std::nullopt;
  const uint64_t held = slots_[slot_of(text, tag_of(text))];
  if (held == 0) return std::nullopt;
  return static_cast<uint32_t>(held) - 1;
}

}  // namespace mlrun
