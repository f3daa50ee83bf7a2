#include "data/text_set.h"

#include <algorithm>
#include <functional>

namespace mlrun {

std::string_view TextSet::operator[](size_t index) const {
  const size_t begin = index == 0 ? 0 : ends_[index - 1];
  return std::string_view(bytes_).substr(begin, ends_[index] - begin);
}

// The slot that holds the text, or the free one where it belongs. Requires a free slot.
size_t TextSet::slot_of(std::string_view text) const {
  const size_t mask = slots_.size() - 1;
  size_t slot = std::hash<std::string_view>{}(text)&mask;
  while (slots_[slot] != 0 && (*this)[slots_[slot] - 1] != text) slot = (slot + 1) & mask;
  return slot;
}

void TextSet::grow() {
  constexpr size_t kFewest = 16;
  slots_.assign(std::max(kFewest, slots_.size() * 2), 0);
  for (size_t i = 0; i < size(); ++i) slots_[slot_of((*this)[i])] = static_cast<uint32_t>(i + 1);
}

bool TextSet::add(std::string_view text) {
  if (size() * 2 >= slots_.size()) grow();
  const size_t slot = slot_of(text);
  if (slots_[slot] != 0) return false;
  bytes_ += text;
  ends_.push_back(bytes_.size());
  slots_[slot] = static_cast<uint32_t>(size());
  return true;
}

}  // namespace mlrun
