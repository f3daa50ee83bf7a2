#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "core/over_read.h"

namespace mlrun {

// 64 bytes of a text looked at together: one bit per byte. What lies behind the text's end counts
// for nothing.
class ByteMask {
 public:
  static constexpr size_t kBytes = 64;

  // The bytes text[at .. at + 64). Requires at < text.size().
  ByteMask(std::string_view text, size_t at) {
    const size_t left = text.size() - at;
    if (left < kBytes) inside_ = (uint64_t{1} << left) - 1;
    if (left >= kBytes || in_one_page(text.data() + at, kBytes)) [[likely]] {
      load(text.data() + at);
      return;
    }
    char tail[kBytes] = {};
    std::memcpy(tail, text.data() + at, left);
    load(tail);
  }
  // Bit i: byte i is one of these.
  template <class... Chars>
  uint64_t equal(Chars... wanted) const {
    return bits([&](const Part& part) { return (matches(part, wanted) | ...); });
  }
  // Bit i: byte i is 0 or no ASCII, or one of these.
  template <class... Chars>
  uint64_t odd_or(Chars... wanted) const {
    return bits([&](const Part& part) { return (is_odd(part) | ... | matches(part, wanted)); });
  }

 private:
  void load(const char* bytes) { std::memcpy(parts_, bytes, kBytes); }

#ifdef __SSE2__
  using Part = __m128i;
  static constexpr size_t kPart = 16;

  // All bits of a byte where it is so.
  static Part matches(Part part, char c) { return _mm_cmpeq_epi8(part, _mm_set1_epi8(c)); }
  // As signed numbers, what is not ASCII is below 0.
  static Part is_odd(Part part) { return _mm_cmpgt_epi8(_mm_set1_epi8(1), part); }
  static uint64_t gather(Part part) { return static_cast<uint32_t>(_mm_movemask_epi8(part)); }
#else
  using Part = uint64_t;
  static constexpr size_t kPart = 8;

  // The high bit of a byte where it is so.
  static Part matches(Part part, char c) {
    constexpr uint64_t kOnes = 0x0101010101010101u;
    constexpr uint64_t kLow = 0x7F7F7F7F7F7F7F7Fu;
    const uint64_t other = part ^ (kOnes * static_cast<unsigned char>(c));
    // The high bit stays 0 in bytes that are 0, exactly.
    return ~(((other & kLow) + kLow) | other | kLow);
  }
  static Part is_odd(Part part) { return part | matches(part, '\0'); }
  // Bit i from byte i. Requires a little-endian host.
  static uint64_t gather(Part part) {
    constexpr uint64_t kHigh = 0x8080808080808080u;
    return (((part & kHigh) >> 7) * 0x0102040810204080u) >> 56;
  }
#endif

  // Where it is so, of all parts.
  template <class Test>
  uint64_t bits(const Test& test) const {
    uint64_t mask = 0;
    for (size_t i = 0; i < kBytes / kPart; ++i) mask |= gather(test(parts_[i])) << (kPart * i);
    return mask & inside_;
  }

  uint64_t inside_ = ~uint64_t{0};
  Part parts_[kBytes / kPart];
};

}  // namespace mlrun
