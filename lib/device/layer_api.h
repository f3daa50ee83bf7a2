#pragma once

#include <ATen/core/Tensor.h>

#include <string>

namespace mlrun {

// What a device does for hidden layers as one piece of work: the border between mlrun and the
// library that knows the device. All functions queue their work on the current stream, may be
// recorded, and may throw c10::Error.
//
// A number is the sum of p pieces in bfloat16: the number rounded, then what is still missing,
// rounded, and so on; three of them hold all 24 bits of fp32. A matrix in pieces is
// [p (p + 1) / 2, rows, columns], any strides but the last, which is 1: the pieces of a left factor
// in the order 1..p, 1..p-1, ..., 1, those of a right factor in the order p..1, p-1..1, ..., 1, so
// that block by block the products of pieces follow that are not too small to count, the smallest
// first.
struct LayerApi {
  // Prepares what the device needs. Returns why it cannot serve; empty: it can.
  std::string (*fault)(const at::Device& device);
  // Whether fp32's products of so many multiply-adds are faster by three pieces than as they are.
  bool (*pieces_pay)(const at::Device& device, double multiply_adds);
  // values [rows, c] fp32, contiguous -> pieces of a left factor; columns from c on are 0.
  void (*split_left)(const at::Tensor& values, const at::Tensor& pieces);
  // The same of a right factor, in two places at once, of which the second may be undefined.
  void (*split_right)(const at::Tensor& values, const at::Tensor& one, const at::Tensor& other);
  // Which numbers dropout keeps, [rows, columns] uint8, 0 or 1, by the device's generator.
  at::Tensor (*draw_kept)(const at::Tensor& like, double dropout);
  // y = relu(sums + bias), dropped out as draw_kept would draw now, into a matrix, a left factor.
  // sums [rows, c] fp32, contiguous; bias [c].
  void (*activate)(const at::Tensor& sums, const at::Tensor& bias, double dropout,
                   const at::Tensor& matrix);
  // The way back: g = scale * (y > 0) * grad, into a matrix, a left factor; returns the sum of g
  // over rows, [c] fp32, the gradient of the bias. grad [n, m, c] fp32, any strides but the last,
  // has rows = n m rows; y [rows, c]: what activate gave, fp32 or its first piece.
  at::Tensor (*descend)(const at::Tensor& grad, const at::Tensor& y, double scale,
                        const at::Tensor& matrix);
  // out [b, m, n] fp32 = a b, or out + a b; a [b, m, k] and b [b, k, n] both bfloat16 or both fp32
  // (then at the precision that LibTorch's products have), each with a stride of 1; summed in fp32.
  void (*product)(const at::Tensor& a, const at::Tensor& b, const at::Tensor& out, bool add);
};

}  // namespace mlrun

// The symbol by which such a library gives it out.
extern "C" const mlrun::LayerApi* mlrun_layer_api();
