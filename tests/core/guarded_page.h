#pragma once

#include <sys/mman.h>

#include <cstring>
#include <string_view>

namespace mlrun::test {

// A page of memory between two that may not be read: a step out of it ends the process.
class GuardedPage {
 public:
  GuardedPage() {
    mprotect(all_, kPage, PROT_NONE);
    mprotect(all_ + 2 * kPage, kPage, PROT_NONE);
    std::memset(all_ + kPage, '7', kPage);
  }
  GuardedPage(const GuardedPage&) = delete;
  GuardedPage& operator=(const GuardedPage&) = delete;
  ~GuardedPage() { munmap(all_, 3 * kPage); }

  // The text, copied to so many bytes behind the page's first byte.
  std::string_view from_first(std::string_view text, size_t behind) {
    return put(text, all_ + kPage + behind);
  }
  // The text, copied to where it ends so many bytes before the page does.
  std::string_view to_last(std::string_view text, size_t before) {
    return put(text, all_ + 2 * kPage - before - text.size());
  }

 private:
  static constexpr size_t kPage = 4096;

  // What stood there before is digits again, so that a step out of the text shows.
  std::string_view put(std::string_view text, char* at) {
    std::memset(all_ + kPage, '7', kPage);
    std::memcpy(at, text.data(), text.size());
    return {at, text.size()};
  }

  char* all_ = static_cast<char*>(
      mmap(nullptr, 3 * kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
};

}  // namespace mlrun::test
