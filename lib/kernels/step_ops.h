#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/product.h"

namespace mlrun {

// Random bits for masks: 16 streams of xorshift32 (Marsaglia 2003), one per value in turn, the same
// on every instruction set.
struct MaskBits {
  static constexpr size_t kStreams = 16;
  alignas(64) uint32_t state[kStreams];
};
// Streams that differ by seed and by place, none of them zero.
MaskBits mask_bits(uint64_t seed, uint64_t place);

// What AdamW does to some neighbouring parameters (Loshchilov and Hutter 2019, algorithm 2).
struct AdamWSlice {
  float* values;
  const float* gradients;
  float* first;
  float* second;
  size_t count;
  float gradient_scale;  // of clipping
  float keep;            // 1 - lr x decay
  float rate;            // lr / (1 - beta1^t)
  float beta1;
  float beta2;
  float rest1;  // 1 - beta1 and 1 - beta2 before rounding: 1 - 0.999F is 5e-5 too large
  float rest2;
  float second_scale;  // 1 / sqrt(1 - beta2^t)
  float eps;
};

// What SGD with momentum does to some neighbouring parameters.
struct SgdSlice {
  float* values;
  const float* gradients;
  float* velocity;  // becomes velocity x momentum + gradient
  size_t count;
  float gradient_scale;  // of clipping
  float keep;            // 1 - lr x decay
  float rate;            // lr
  float momentum;
};

// What a training step does beside products. Counts are multiples of 16, arrays begin at a cache
// line.
struct StepOps {
  // values = max(values, 0)
  void (*relu)(float* values, size_t count);
  // The same; then each is kept with probability 1 - threshold / 2^32 and multiplied by `scale`,
  // else 0.
  void (*relu_dropout)(float* values, size_t count, uint32_t threshold, float scale,
                       MaskBits* bits);
  // gradients = values > 0 ? gradients x scale : 0
  void (*relu_backward)(float* gradients, const float* values, size_t count, float scale);
  // Dropout as above without relu, and what it makes of gradients: those of zeros become 0.
  void (*dropout)(float* values, size_t count, uint32_t threshold, float scale, MaskBits* bits);
  void (*dropout_backward)(float* gradients, const float* values, size_t count, float scale);
  // out = x + blend (f(x) - x) for an activation f; blend null: f(x).
  void (*activate)(Epilogue f, const float* x, const float* blend, float* out, size_t count);
  // gradients become those of x; those of blend are added to blend_gradients.
  void (*activate_backward)(Epilogue f, const float* x, const float* blend, float* gradients,
                            float* blend_gradients, size_t count);
  // sines and cosines of angles, within 2e-6 for angles up to 1000.
  void (*waves)(const float* angles, float* sines, float* cosines, size_t count);
  void (*add)(float* sum, const float* values, size_t count);
  void (*add_scaled)(float* sum, const float* values, float factor, size_t count);
  void (*multiply)(float* out, const float* a, const float* b, size_t count);
  void (*add_product)(float* sum, const float* a, const float* b, size_t count);
  // Of a multiple of the lanes. AVX2 and AVX-512 give the same bits, however far zeros fill up.
  float (*dot)(const float* a, const float* b, size_t count);
  void (*adamw)(const AdamWSlice& slice);
  void (*sgd)(const SgdSlice& slice);
  // average += (values - average) x share
  void (*approach)(float* average, const float* values, float share, size_t count);
};

// Requires host_has(instructions).
const StepOps& step_ops(Instructions instructions);

}  // namespace mlrun
