#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace mlrun {

// 64 bytes of a text looked at together: one bit per byte. A text's last few are copied, so that
// nothing beyond it is read; the bytes behind its end are zero and count for nothing.
class ByteMask {
 public:
  static constexpr size_t kBytes = 64;

  // The bytes text[at .. at + 64). Requires at < text.size().
  ByteMask(std::string_view text, size_t at) {
    const size_t left = text.size() - at;
    if (left >= kBytes) {
      load(text.data() + at);
      return;
    }
    char tail[kBytes] = {};
    std::memcpy(tail, text.data() + at, left);
    load(tail);
    inside_ = (uint64_t{1} << left) - 1;
  }
  // Bit i: byte i is c.
  uint64_t equal(char c) const { return matches(c) & inside_; }
  // Bit i: byte i is no ASCII.
  uint64_t high() const;

 private:
  void load(const char* bytes);
  uint64_t matches(char c) const;

  uint64_t inside_ = ~uint64_t{0};
#ifdef __SSE2__
  __m128i parts_[4];
#else
  uint64_t parts_[8];
#endif
};

#ifdef __SSE2__

inline void ByteMask::load(const char* bytes) {
  for (size_t i = 0; i < 4; ++i) {
    parts_[i] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + 16 * i));
  }
}

inline uint64_t ByteMask::matches(char c) const {
  const __m128i wanted = _mm_set1_epi8(c);
  uint64_t mask = 0;
  for (size_t i = 0; i < 4; ++i) {
    const auto bits = static_cast<uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(parts_[i], wanted)));
    mask |= uint64_t{bits} << (16 * i);
  }
  return mask;
}

inline uint64_t ByteMask::high() const {
  uint64_t mask = 0;
  for (size_t i = 0; i < 4; ++i) {
    mask |= uint64_t{static_cast<uint32_t>(_mm_movemask_epi8(parts_[i]))} << (16 * i);
  }
  return mask;
}

#else

inline void ByteMask::load(const char* bytes) { std::memcpy(parts_, bytes, kBytes); }

// The high bit of every byte, gathered: bit i from byte i. Requires a little-endian host.
inline uint64_t gather_high(uint64_t word) {
  constexpr uint64_t kHigh = 0x8080808080808080u;
  return (((word & kHigh) >> 7) * 0x0102040810204080u) >> 56;
}

inline uint64_t ByteMask::matches(char c) const {
  constexpr uint64_t kOnes = 0x0101010101010101u;
  constexpr uint64_t kLow = 0x7F7F7F7F7F7F7F7Fu;
  uint64_t mask = 0;
  for (size_t i = 0; i < 8; ++i) {
    const uint64_t other = parts_[i] ^ (kOnes * static_cast<unsigned char>(c));
    // The high bit stays 0 in bytes that are 0, exactly.
    const uint64_t equal = ~(((other & kLow) + kLow) | other | kLow);
    mask |= gather_high(equal) << (8 * i);
  }
  return mask;
}

inline uint64_t ByteMask::high() const {
  uint64_t mask = 0;
  for (size_t i = 0; i < 8; ++i) mask |= gather_high(parts_[i]) << (8 * i);
  return mask;
}

#endif

}  // namespace mlrun
