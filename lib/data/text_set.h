#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mlrun {

// Distinct texts in the order in which they were met, in little memory (about 24 bytes each
// besides the text). The views it gives last until the next add or clear.
class TextSet {
 public:
  // True when the text is new.
  bool add(std::string_view text);
  size_t size() const { return ends_.size(); }
  std::string_view operator[](size_t index) const;
  // Frees its memory.
  void clear() { *this = {}; }

 private:
  void grow();
  size_t slot_of(std::string_view text) const;
  std::string bytes_;            // all texts, one after the other
  std::vector<size_t> ends_;     // per text: its end in bytes_
  std::vector<uint32_t> slots_;  // open addressing: index + 1, 0 = free; a power of two
};

}  // namespace mlrun
