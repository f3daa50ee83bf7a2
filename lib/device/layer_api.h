#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

namespace mlrun {

// Where the levels lie of what sums are made of, and of what is made of them. A level is [2] fp32
// on the device: what no magnitude in a matrix exceeds, by which its numbers are scaled, and the
// largest that there is. All are undefined where nothing is scaled.
struct SumLevels {
  at::Tensor left;   // of the factors of the sums
  at::Tensor right;  // undefined: the "sums" are numbers as they are, of level left
  int64_t terms = 1;
  at::Tensor added;  // of what is added to a sum
  at::Tensor out;    // filled in, of the matrix that is stored; undefined: it is whole numbers
};

struct MemberGradients {
  at::Tensor x;  // as x; undefined where it is not wanted
  at::Tensor factors;
};

struct HeadGradients {
  at::Tensor sums;    // [c], over rows: of the bias of the layer below
  at::Tensor weight;  // [m, c]
};

// What a device does for hidden layers as one piece of work: the border between mlrun and the
// library that knows the device. All functions queue their work on the current stream, may be
// recorded, and may throw c10::Error.
//
// A number is the sum of p pieces of 16 bits: the number rounded, then what is still missing,
// rounded, and so on. One or three are bfloat16, and three hold all 24 bits of fp32. Two are fp16
// and hold 22 to 24; they are of the number times 2^e, where e follows from the matrix's level,
// because fp16 has few exponents. A matrix in pieces is [p (p + 1) / 2, rows, columns], any strides
// but the last, which is 1: the pieces of a left factor in the order 1..p, 1..p-1, ..., 1, those of
// a right factor in the order p..1, p-1..1, ..., 1, so that block by block the products of pieces
// follow that are not too small to count, the smallest first.
struct LayerApi {
  // Prepares what the device needs. Returns why it cannot serve; empty: it can.
  std::string (*fault)(const at::Device& device);
  // By how many pieces fp32's products of so many multiply-adds are fastest; 0: as they are.
  int64_t (*pieces_for)(const at::Device& device, double multiply_adds);
  // The levels of values, each dense in any order; zeros before.
  void (*measure)(const std::vector<at::Tensor>& values, const std::vector<at::Tensor>& levels);
  // values [rows, c] fp32, contiguous -> pieces of a left factor; columns from c on are 0.
  void (*split_left)(const at::Tensor& values, const at::Tensor& pieces, const at::Tensor& level);
  // The same of a right factor, in two places at once, of which the second may be undefined.
  void (*split_right)(const at::Tensor& values, const at::Tensor& one, const at::Tensor& other,
                      const at::Tensor& level);
  // Which numbers dropout keeps, [rows, columns] uint8, 0 or 1, by the device's generator.
  at::Tensor (*draw_kept)(const at::Tensor& like, double dropout);
  // y = relu(sums + bias), dropped out as draw_kept would draw now, into a matrix, a left factor.
  // sums [rows, c] fp32, contiguous; bias [c].
  void (*activate)(const at::Tensor& sums, const at::Tensor& bias, double dropout,
                   const at::Tensor& matrix, const SumLevels& levels);
  // The way back: g = scale * (y > 0) * grad, into a matrix, a left factor; returns the sum of g
  // over rows, [c] fp32, the gradient of the bias. grad [n, m, c] fp32, any strides but the last,
  // has rows = n m rows; y [rows, c]: what activate gave, fp32 or its first piece.
  at::Tensor (*descend)(const at::Tensor& grad, const at::Tensor& y, double scale,
                        const at::Tensor& matrix, const SumLevels& levels);
  // out [b, m, n] fp32 = a b, or out + a b; a [b, m, k] and b [b, k, n] both of 16 bits or both
  // fp32 (then at the precision that LibTorch's products have), each with a stride of 1; summed in
  // fp32.
  void (*product)(const at::Tensor& a, const at::Tensor& b, const at::Tensor& out, bool add);
  // The sum over n of sums [n, rows, c], its first columns, as they were before factors were
  // scaled.
  at::Tensor (*add_up)(const at::Tensor& sums, int64_t columns, const SumLevels& levels);

  // Members' own ends of layers that they share. Rows [n m, ..] are those of m members in turn.

  // x [n, m or 1, c], contiguous, each member's rows times its factors [m, c], contiguous -> rows
  // [n m, c] of a left factor; columns from c on are 0. levels: of x and of the factors.
  void (*scale_members)(const at::Tensor& x, const at::Tensor& factors, const at::Tensor& matrix,
                        const SumLevels& levels);
  // The way back of grad [n m, c' >= c], contiguous.
  MemberGradients (*gather_members)(const at::Tensor& grad, const at::Tensor& x,
                                    const at::Tensor& factors, bool of_x, const SumLevels& levels);
  // y [n m, c] fp32, weight [m, c], bias [m], contiguous -> [n, m, 1], a head of one output each.
  at::Tensor (*heads)(const at::Tensor& y, const at::Tensor& weight, const at::Tensor& bias);
  // The way back of heads, grad [n m], and of the layer below, which gave y: descend of
  // grad * weight. levels: of grad and of the weight, whose numbers are as they are.
  HeadGradients (*descend_heads)(const at::Tensor& grad, const at::Tensor& weight,
                                 const at::Tensor& y, double scale, const at::Tensor& matrix,
                                 const SumLevels& levels);
};

}  // namespace mlrun

// The symbol by which such a library gives it out.
extern "C" const mlrun::LayerApi* mlrun_layer_api();
