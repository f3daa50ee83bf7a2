// The device as LibTorch's generic code sees it: one of its kind, with one stream, on which
// everything is done when a call returns.

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/detail/PrivateUse1HooksInterface.h>
#include <c10/core/CPUAllocator.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>

#include <algorithm>

#include "support/fakedev/allocator.h"
#include "support/fakedev/launch.h"

namespace fakedev {
namespace {

class FakeGuard final : public c10::impl::DeviceGuardImplInterface {
 public:
  c10::DeviceType type() const override { return kType; }
  c10::DeviceIndex deviceCount() const noexcept override { return 1; }

  c10::Device getDevice() const override { return kDevice; }
  void setDevice(c10::Device device) const override { require_device(device); }
  void uncheckedSetDevice(c10::Device /*device*/) const noexcept override {}
  c10::Device exchangeDevice(c10::Device device) const override {
    require_device(device);
    return kDevice;
  }

  c10::Stream getStream(c10::Device device) const override { return stream(device); }
  c10::Stream getDefaultStream(c10::Device device) const override { return stream(device); }
  c10::Stream getNewStream(c10::Device device, int /*priority*/) const override {
    return stream(device);
  }
  c10::Stream getStreamFromGlobalPool(c10::Device device, bool /*high*/) const override {
    return stream(device);
  }
  c10::Stream exchangeStream(c10::Stream /*stream*/) const override { return stream(kDevice); }

  bool queryStream(const c10::Stream& /*stream*/) const override { return true; }
  void synchronizeStream(const c10::Stream& /*stream*/) const override {
    require_waiting_allowed("synchronisation with a stream");
  }
  void synchronizeDevice(c10::DeviceIndex index) const override {
    require_index(index);
    require_waiting_allowed("synchronisation with the device");
  }
  void synchronizeEvent(void* /*event*/) const override {
    require_waiting_allowed("synchronisation with an event");
  }

  void record(void** event, const c10::Stream& /*stream*/, c10::DeviceIndex index,
              c10::EventFlag /*flag*/) const override {
    static char happened;
    require_index(index);
    *event = &happened;
  }
  void block(void* /*event*/, const c10::Stream& /*stream*/) const override {}
  bool queryEvent(void* /*event*/) const override { return true; }

 private:
  static c10::Stream stream(c10::Device device) {
    require_device(device);
    return c10::Stream(c10::Stream::DEFAULT, kDevice);
  }
};

class FakeGenerator final : public at::CPUGeneratorImpl {
 public:
  FakeGenerator() {
    device_ = kDevice;
    key_set_ = c10::DispatchKeySet(c10::DispatchKey::PrivateUse1);
  }
};

class FakeHooks final : public at::PrivateUse1HooksInterface {
 public:
  void init() const override {}
  bool isBuilt() const override { return true; }
  bool isAvailable() const override { return true; }
  bool hasPrimaryContext(c10::DeviceIndex index) const override { return index == 0; }
  c10::DeviceIndex deviceCount() const override { return 1; }
  c10::DeviceIndex getCurrentDevice() const override { return 0; }
  void setCurrentDevice(c10::DeviceIndex index) const override { require_index(index); }
  c10::DeviceIndex exchangeDevice(c10::DeviceIndex index) const override {
    require_index(index);
    return 0;
  }
  c10::DeviceIndex maybeExchangeDevice(c10::DeviceIndex index) const override {
    return exchangeDevice(index);
  }
  at::Device getDeviceFromPtr(void* /*address*/) const override { return kDevice; }
  at::Allocator* getPinnedMemoryAllocator() const override { return c10::GetCPUAllocator(); }
  const at::Generator& getDefaultGenerator(c10::DeviceIndex index) const override {
    require_index(index);
    static const at::Generator generator = at::make_generator<FakeGenerator>();
    return generator;
  }
  at::Generator getNewGenerator(c10::DeviceIndex index) const override {
    require_index(index);
    return at::make_generator<FakeGenerator>();
  }
  void resizePrivateUse1Bytes(const c10::Storage& storage, size_t bytes) const override {
    auto* impl = storage.unsafeGetStorageImpl();
    auto fresh = allocator().allocate(bytes);
    allocator().copy_data(fresh.get(), impl->data(), std::min(bytes, impl->nbytes()));
    impl->set_data_ptr_noswap(std::move(fresh));
    impl->set_nbytes(bytes);
  }
};

C10_REGISTER_GUARD_IMPL(PrivateUse1, FakeGuard);

[[maybe_unused]] const bool registered = [] {
  c10::register_privateuse1_backend("fakedev");
  at::RegisterPrivateUse1HooksInterface(new FakeHooks);
  return true;
}();

}  // namespace
}  // namespace fakedev
