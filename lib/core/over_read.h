#pragma once

#include <cstddef>
#include <cstdint>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MLRUN_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
#define MLRUN_SANITIZED
#endif
#endif

namespace mlrun {

// Whether `bytes` bytes from `first` on can be read, whatever they belong to, when one of the first
// page's can: they all lie in that page, and a processor protects nothing smaller. Sanitizers do.
inline bool in_one_page(const char* first, size_t bytes) {
#ifdef MLRUN_SANITIZED
  static_cast<void>(first);
  static_cast<void>(bytes);
  return false;
#else
  constexpr uintptr_t kPage = 4096;
  return reinterpret_cast<uintptr_t>(first) % kPage <= kPage - bytes;
#endif
}

}  // namespace mlrun
