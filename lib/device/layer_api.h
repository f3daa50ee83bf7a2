#pragma once

#include <ATen/core/Tensor.h>

namespace mlrun {

// What a device does for hidden layers as one piece of work: the border between mlrun and the
// library that knows the device. All functions queue their work on the current stream, may be
// recorded, and may throw c10::Error. "pieces" is [p, rows, columns] bfloat16, any strides but the
// last, which is 1 (each row begins at a multiple of 8 numbers): the first piece is the number
// rounded, each further one what is still missing, so that three of them sum to all 24 bits of an
// fp32 number.
struct LayerApi {
  // Prepares what the device needs. Returns why it cannot serve; empty: it can.
  std::string (*fault)(const at::Device& device);
  // The least multiply-adds of a layer at which this pays.
  double least_work;
  // values [rows, c] fp32, contiguous -> pieces, columns from c on are 0. Reversed: the smallest
  // piece comes first.
  void (*split)(const at::Tensor& values, const at::Tensor& pieces, bool reversed);
  // y = scale * kept * relu(sums + bias), in pieces or, where `values` is defined, as fp32 there.
  // sums [rows, c] fp32; bias [c]; kept [rows, c] uint8, 0 or 1, or undefined: all are.
  void (*activate)(const at::Tensor& sums, const at::Tensor& bias, const at::Tensor& kept,
                   double scale, const at::Tensor& pieces, const at::Tensor& values);
  // The way back: g = scale * (y > 0) * grad, in pieces; returns sums of g over rows, [s, c] fp32,
  // of which the sum over s is the gradient of the bias. grad [rows, c] fp32, contiguous;
  // y [rows, c]: what activate gave, fp32 or its first piece.
  at::Tensor (*descend)(const at::Tensor& grad, const at::Tensor& y, double scale,
                        const at::Tensor& pieces);
  // out [m, n] fp32 = a b, or out + a b; a [m, k], b [k, n] bfloat16, each with one stride of 1;
  // summed in fp32.
  void (*product)(const at::Tensor& a, const at::Tensor& b, const at::Tensor& out, bool add);
};

}  // namespace mlrun

// The symbol by which such a library gives it out.
extern "C" const mlrun::LayerApi* mlrun_layer_api();
