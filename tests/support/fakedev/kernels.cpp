// The operations that LibTorch cannot take to the host by itself: memory, views, copies, reads.

#include <ATen/EmptyTensor.h>
#include <ATen/detail/PrivateUse1HooksInterface.h>
#include <ATen/ops/_reshape_alias_native.h>
#include <ATen/ops/as_strided_native.h>
#include <ATen/ops/view_native.h>
#include <c10/core/GradMode.h>
#include <torch/library.h>

#include "support/fakedev/allocator.h"
#include "support/fakedev/graph.h"
#include "support/fakedev/launch.h"
#include "support/fakedev/shadow.h"

namespace fakedev {
namespace {

using Size = c10::IntArrayRef;
using Dtype = std::optional<c10::ScalarType>;
using Layout = std::optional<c10::Layout>;
using Place = std::optional<c10::Device>;
using Pinned = std::optional<bool>;
using Format = std::optional<c10::MemoryFormat>;

constexpr c10::DispatchKeySet kKeys(c10::DispatchKey::PrivateUse1);

at::Tensor empty(Size size, Dtype dtype, Layout, Place device, Pinned, Format format) {
  require_device(device);
  return at::detail::empty_generic(size, &allocator(), kKeys, c10::dtype_or_default(dtype), format);
}

at::Tensor empty_strided(Size size, Size stride, Dtype dtype, Layout, Place device, Pinned) {
  require_device(device);
  return at::detail::empty_strided_generic(size, stride, &allocator(), kKeys,
                                           c10::dtype_or_default(dtype));
}

const at::Tensor& resize(const at::Tensor& self, Size size, Format) {
  const size_t bytes = at::detail::computeStorageNbytesContiguous(
      size, self.element_size(), static_cast<size_t>(self.storage_offset()));
  if (bytes > self.storage().nbytes()) {
    at::detail::getPrivateUse1Hooks().resizePrivateUse1Bytes(self.storage(), bytes);
  }
  self.unsafeGetTensorImpl()->set_sizes_contiguous(size);
  return self;
}

at::Tensor& set_storage(at::Tensor& self, at::Storage storage, int64_t offset, Size size,
                        Size stride) {
  auto* impl = self.unsafeGetTensorImpl();
  impl->set_storage_keep_dtype(std::move(storage));
  impl->set_storage_offset(offset);
  if (stride.empty()) {
    impl->set_sizes_contiguous(size);
  } else {
    impl->set_sizes_and_strides(size, stride);
  }
  return self;
}

at::Tensor& set_tensor(at::Tensor& self, const at::Tensor& source) {
  return set_storage(self, source.storage(), source.storage_offset(), source.sizes(),
                     source.strides());
}

void copy_bytes(const at::Tensor& from, const at::Tensor& to) {
  const c10::AutoGradMode no_grad(false);
  shadow(to).copy_(shadow(from));
}

at::Tensor copy_from(const at::Tensor& self, const at::Tensor& to, bool /*non_blocking*/) {
  const Launch launch("aten::_copy_from");
  const bool recorded = launch.outermost() && capturing();
  if (recorded && !(on_device(self) && on_device(to))) {
    spoil_capture(on_device(to) ? "copy from the host" : "copy to the host");
  }
  copy_bytes(self, to);
  if (recorded) {
    record(
        {"aten::_copy_from", [from = alias(self), into = alias(to)] { copy_bytes(from, into); }});
  }
  return to;
}

at::Tensor copy_from_and_resize(const at::Tensor& self, const at::Tensor& to) {
  if (self.sizes() != to.sizes()) to.resize_(self.sizes());
  return copy_from(self, to, false);
}

at::Scalar read_value(const at::Tensor& self) {
  const Launch launch("aten::_local_scalar_dense");
  if (capturing()) spoil_capture("read of a value by the host");
  return shadow(self).item();
}

// There is one stream, so that nothing can be freed too early.
void record_stream(at::Tensor& /*self*/, at::Stream /*stream*/) {}

}  // namespace
}  // namespace fakedev

TORCH_LIBRARY_IMPL(aten, PrivateUse1, library) {
  library.impl("empty.memory_format", &fakedev::empty);
  library.impl("empty_strided", &fakedev::empty_strided);
  library.impl("as_strided", &at::native::as_strided_tensorimpl);
  library.impl("view", &at::native::view);
  library.impl("_reshape_alias", &at::native::_reshape_alias);
  library.impl("resize_", &fakedev::resize);
  library.impl("set_.source_Storage_storage_offset", &fakedev::set_storage);
  library.impl("set_.source_Tensor", &fakedev::set_tensor);
  library.impl("_copy_from", &fakedev::copy_from);
  library.impl("_copy_from_and_resize", &fakedev::copy_from_and_resize);
  library.impl("_local_scalar_dense", &fakedev::read_value);
  library.impl("record_stream", &fakedev::record_stream);
}
