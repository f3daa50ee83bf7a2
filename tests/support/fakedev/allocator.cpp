#include "support/fakedev/allocator.h"

#include <c10/core/CachingDeviceAllocator.h>

#include <algorithm>
#include <cstring>

#include "support/fakedev/arena.h"
#include "support/fakedev/fakedev.h"
#include "support/fakedev/launch.h"

namespace fakedev {
namespace {

void release(void* address) { Arena::get().release(address); }

class FakeAllocator final : public c10::DeviceAllocator {
 public:
  c10::DataPtr allocate(size_t bytes) override {
    void* address = Arena::get().allocate(bytes);
    return {address, address, &release, kDevice};
  }
  c10::DeleterFnPtr raw_deleter() const override { return &release; }
  void copy_data(void* to, const void* from, size_t count) const override {
    if (count == 0) return;
    std::memcpy(Arena::get().shadow(to), Arena::get().shadow(from), count);
  }

  bool initialized() override { return true; }
  void emptyCache(c10::MempoolId_t /*pool*/) override {}
  void recordStream(const c10::DataPtr& /*data*/, c10::Stream /*stream*/) override {}
  c10::CachingDeviceAllocator::DeviceStats getDeviceStats(c10::DeviceIndex index) override {
    require_index(index);
    c10::CachingDeviceAllocator::DeviceStats stats;
    for (auto* bytes : {&stats.allocated_bytes, &stats.reserved_bytes, &stats.active_bytes}) {
      (*bytes)[0].current = static_cast<int64_t>(Arena::get().live());
      (*bytes)[0].peak = static_cast<int64_t>(Arena::get().peak());
    }
    return stats;
  }
  void resetAccumulatedStats(c10::DeviceIndex index) override { require_index(index); }
  void resetPeakStats(c10::DeviceIndex index) override {
    require_index(index);
    Arena::get().reset_peak();
  }
  std::pair<size_t, size_t> getMemoryInfo(c10::DeviceIndex index) override {
    require_index(index);
    const size_t limit = Arena::get().limit();
    return {limit - std::min(limit, Arena::get().live()), limit};  // free, in all
  }
};

FakeAllocator instance;
REGISTER_ALLOCATOR(kType, &instance);

}  // namespace

c10::Allocator& allocator() { return instance; }

}  // namespace fakedev

size_t fakedev_live_bytes() { return fakedev::Arena::get().live(); }
size_t fakedev_peak_bytes() { return fakedev::Arena::get().peak(); }
void fakedev_reset_peak() { fakedev::Arena::get().reset_peak(); }
void fakedev_set_limit(size_t bytes) { fakedev::Arena::get().set_limit(bytes); }
