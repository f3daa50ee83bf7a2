#include "kernels/packed_layer.h"

#include <algorithm>
#include <new>

#include "kernels/panels.h"

namespace mlrun {
namespace {

constexpr std::align_val_t kCacheLine{64};

}  // namespace

AlignedFloats::AlignedFloats(size_t count)
    : values_(static_cast<float*>(::operator new[](count * sizeof(float), kCacheLine))),
      size_(count) {
  std::fill(values_.get(), values_.get() + count, 0.0F);
}

void AlignedFloats::Free::operator()(float* values) const {
  ::operator delete[](values, kCacheLine);
}

PackedLayer::PackedLayer(Instructions instructions, size_t depth, size_t outputs,
                         const float* weight, size_t weight_stride, const float* bias,
                         Epilogue epilogue)
    : kernel_(&product_kernel(instructions)),
      depth_(depth),
      width_(whole_lanes(outputs, kernel_->lanes)),
      panels_(depth * width_),
      bias_(width_),
      epilogue_(epilogue) {
  std::copy(bias, bias + outputs, bias_.data());
  pack_columns(weight, weight_stride, depth, outputs, kernel_->lanes, panels_.data());
}

void PackedLayer::apply(const float* rows, size_t row_stride, size_t count, float* out,
                        size_t out_stride) const {
  kernel_->run({rows, row_stride, count, depth_, panels_.data(), bias_.data(), out, out_stride,
                width_, epilogue_});
}

void PackedLayer::add(const float* rows, size_t row_stride, size_t count, float* out,
                      size_t out_stride) const {
  kernel_->run({rows, row_stride, count, depth_, panels_.data(), nullptr, out, out_stride, width_,
                epilogue_});
}

}  // namespace mlrun
