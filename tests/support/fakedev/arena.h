#pragma once

#include <cstddef>
#include <map>
#include <mutex>

namespace fakedev {

// The device's memory: one file in memory, mapped twice. Tensors carry addresses of the first view,
// which nobody may read or write (a stray access of the host is a SIGSEGV); the kernels work on
// the second one, the shadow.
class Arena {
 public:
  static constexpr size_t kCapacity = size_t{4} << 30;

  // Never destroyed: tensors may outlive everything.
  static Arena& get();

  // An address of the closed view; null for 0 bytes. Throws c10::OutOfMemoryError.
  void* allocate(size_t bytes);
  void release(void* address) noexcept;
  // The same byte in the open view.
  char* shadow(const void* address) const;

  size_t live() const;
  size_t peak() const;
  void reset_peak();
  size_t limit() const;
  void set_limit(size_t bytes);  // 0: kCapacity

 private:
  Arena();
  [[noreturn]] void refuse(size_t bytes) const;

  char* closed_ = nullptr;
  char* open_ = nullptr;
  mutable std::mutex mutex_;
  std::map<size_t, size_t> free_;  // offset -> bytes, never two that touch
  std::map<size_t, size_t> used_;
  size_t live_ = 0;
  size_t peak_ = 0;
  size_t limit_ = kCapacity;
};

}  // namespace fakedev
