#include "device/copy_stream.h"

#include <ATen/ops/empty.h>
#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>

namespace mlrun {

at::Tensor host_buffer(const at::Tensor& like, int64_t rows, const at::Device& device) {
  auto sizes = like.sizes().vec();
  sizes.front() = rows;
  const auto options = at::TensorOptions().dtype(like.scalar_type());
  return at::empty(sizes, options.pinned_memory(!device.is_cpu()));
}

DeviceMark::DeviceMark(const at::Device& device)
    : event_(device.type(), c10::EventFlag::PYTORCH_DEFAULT) {}

void DeviceMark::hold(const c10::Stream& stream) {
  if (event_.was_marked_for_recording()) event_.block(stream);
}

void DeviceMark::wait() {
  if (event_.was_marked_for_recording()) event_.synchronize();
}

CopyStream::CopyStream(const at::Device& device)
    : device_(device),
      stream_(c10::impl::VirtualGuardImpl(device.type()).getStreamFromGlobalPool(device)) {}

void CopyStream::copy(const std::function<void()>& copies, DeviceMark& before, DeviceMark& after) {
  before.hold(stream_);
  {
    const c10::StreamGuard guard(stream_);
    copies();
  }
  after.set(stream_);
}

c10::Stream CopyStream::computing() const {
  return c10::impl::VirtualGuardImpl(device_.type()).getStream(device_);
}

}  // namespace mlrun
