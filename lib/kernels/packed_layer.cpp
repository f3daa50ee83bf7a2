#include "kernels/packed_layer.h"

#include <algorithm>
#include <new>

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
      width_((outputs + kernel_->lanes - 1) / kernel_->lanes * kernel_->lanes),
      panels_(depth * width_),
      bias_(width_),
      epilogue_(epilogue) {
  std::copy(bias, bias + outputs, bias_.data());
  const size_t whole = 2 * kernel_->lanes;
  for (size_t column = 0; column < outputs; ++column) {
    const size_t first = column / whole * whole;
    const size_t panel_width = std::min(whole, width_ - first);
    float* panel = panels_.data() + first * depth + (column - first);
    const float* row = weight + column * weight_stride;
    for (size_t k = 0; k < depth; ++k) panel[k * panel_width] = row[k];
  }
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
