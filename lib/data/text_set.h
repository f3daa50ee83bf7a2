#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlrun {

// Distinct texts in the order in which they were met, in little memory (about 32 bytes each
// besides the text). The views it gives last until the next add or clear.
class TextSet {
 public:
  // True when the text is new.
  bool add(std::string_view text) {
    index(text);
    return added_;
  }
  // The position of the text, which is added when it is new.
  size_t index(std::string_view text);
  // Its position if it is there.
  std::optional<size_t> find(std::string_view text) const;
  size_t size() const { return ends_.size(); }
  std::string_view operator[](size_t index) const;
  // Empties it and keeps its memory.
  void empty_out();
  // Frees its memory.
  void clear() { *this = {}; }

 private:
  void grow();
  // The slot that holds the text, or the free one where it belongs. Requires a free slot.
  size_t slot_of(std::string_view text, uint64_t tag) const;
  std::string bytes_;         // all texts, one after the other
  std::vector<size_t> ends_;  // per text: its end in bytes_
  // Open addressing, a power of two: half of the hash above, index + 1 below; 0 = free.
  std::vector<uint64_t> slots_;
  bool added_ = false;  // by the last index()
};

}  // namespace mlrun
