// Compiled once per instruction set, into a namespace of that name (CMakeLists.txt).
#include "kernels/epilogues.h"
#include "kernels/step_ops.h"
#include "kernels/vector.h"

#if defined(__AVX2__)
// Its functions are always inlined, so none of them is linked into another set.
#include <immintrin.h>
#endif

#ifndef MLRUN_INSTRUCTIONS
#define MLRUN_INSTRUCTIONS baseline
#endif

namespace mlrun {
namespace {

using Words = uint32_t __attribute__((vector_size(MLRUN_LANES * 4)));

MLRUN_INLINE Words load_words(const uint32_t* from) {
  Words words;
  __builtin_memcpy(&words, from, sizeof words);
  return words;
}

void relu(float* values, size_t count) {
  for (size_t i = 0; i < count; i += kLanes) {
    const Floats x = load(values + i);
    store(values + i, x > 0.0f ? x : all(0.0f));
  }
}

MLRUN_INLINE Words next_bits(uint32_t* state) {
  Words x = load_words(state);
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  __builtin_memcpy(state, &x, sizeof x);
  return x;
}

void relu_dropout(float* values, size_t count, uint32_t threshold, float scale, MaskBits* bits) {
  for (size_t i = 0; i < count; i += MaskBits::kStreams) {
    for (size_t s = 0; s < MaskBits::kStreams; s += kLanes) {
      const Words drawn = next_bits(bits->state + s);
      const Floats x = load(values + i + s);
      const Ints kept = (drawn >= threshold) & (x > 0.0f);
      store(values + i + s, kept ? x * scale : all(0.0f));
    }
  }
}

void relu_backward(float* gradients, const float* values, size_t count, float scale) {
  for (size_t i = 0; i < count; i += kLanes) {
    const Floats gradient = load(gradients + i) * scale;
    store(gradients + i, load(values + i) > 0.0f ? gradient : all(0.0f));
  }
}

void dropout(float* values, size_t count, uint32_t threshold, float scale, MaskBits* bits) {
  for (size_t i = 0; i < count; i += MaskBits::kStreams) {
    for (size_t s = 0; s < MaskBits::kStreams; s += kLanes) {
      const Words drawn = next_bits(bits->state + s);
      const Floats x = load(values + i + s) * scale;
      store(values + i + s, drawn >= threshold ? x : all(0.0f));
    }
  }
}

void dropout_backward(float* gradients, const float* values, size_t count, float scale) {
  for (size_t i = 0; i < count; i += kLanes) {
    const Floats gradient = load(gradients + i) * scale;
    store(gradients + i, load(values + i) != 0.0f ? gradient : all(0.0f));
  }
}

// An activation with its slope.
struct Bent {
  Floats value;
  Floats slope;
};

MLRUN_INLINE Bent bent_none(Floats x) { return {x, all(1.0f)}; }
MLRUN_INLINE Bent bent_relu(Floats x) {
  return {x > 0.0f ? x : all(0.0f), x > 0.0f ? all(1.0f) : all(0.0f)};
}
MLRUN_INLINE Bent bent_tanh(Floats x) {
  const Floats t = tanh_of(x);
  return {t, 1.0f - t * t};
}
MLRUN_INLINE Bent bent_silu(Floats x) {
  const Floats s = 1.0f / (1.0f + exponential(-x));
  return {x * s, s + x * s * (1.0f - s)};
}
MLRUN_INLINE Bent bent_gelu(Floats x) {
  const Floats share = 0.5f * (1.0f + erf_of(x * 0.70710678f));
  return {x * share, share + x * 0.39894228f * exponential(x * x * -0.5f)};
}
// Below 0 the slope is the value and what it is short of at minus infinity.
MLRUN_INLINE Bent bent_selu(Floats x) {
  constexpr float kScale = 1.05070098f;
  constexpr float kLowest = 1.75809934f;
  const Floats value = selu(x);
  return {value, x > 0.0f ? all(kScale) : value + kLowest};
}
// x w with w = tanh(ln(1 + e^x)): w + x s (1 - w^2), s the logistic function.
MLRUN_INLINE Bent bent_mish(Floats x) {
  const Floats e = exponential(x > 20.0f ? all(20.0f) : x);
  const Floats t = e * (e + 2.0f);
  const Floats w = t / (t + 2.0f);
  return {x * w, w + x * (e / (1.0f + e)) * (1.0f - w * w)};
}

template <Bent (*kBent)(Floats)>
void activate_by(const float* x, const float* blend, float* out, size_t count) {
  for (size_t i = 0; i < count; i += kLanes) {
    const Floats here = load(x + i);
    const Floats value = kBent(here).value;
    store(out + i, blend == nullptr ? value : here + load(blend + i) * (value - here));
  }
}

template <Bent (*kBent)(Floats)>
void back_by(const float* x, const float* blend, float* gradients, float* blend_gradients,
             size_t count) {
  for (size_t i = 0; i < count; i += kLanes) {
    const Floats here = load(x + i);
    const Floats gradient = load(gradients + i);
    const Bent bent = kBent(here);
    if (blend == nullptr) {
      store(gradients + i, gradient * bent.slope);
      continue;
    }
    store(blend_gradients + i, load(blend_gradients + i) + gradient * (bent.value - here));
    store(gradients + i, gradient * (1.0f + load(blend + i) * (bent.slope - 1.0f)));
  }
}

void activate(Epilogue f, const float* x, const float* blend, float* out, size_t count) {
  if (f == Epilogue::kNone) activate_by<bent_none>(x, blend, out, count);
  if (f == Epilogue::kRelu) activate_by<bent_relu>(x, blend, out, count);
  if (f == Epilogue::kGelu) activate_by<bent_gelu>(x, blend, out, count);
  if (f == Epilogue::kSilu) activate_by<bent_silu>(x, blend, out, count);
  if (f == Epilogue::kTanh) activate_by<bent_tanh>(x, blend, out, count);
  if (f == Epilogue::kSelu) activate_by<bent_selu>(x, blend, out, count);
  if (f == Epilogue::kMish) activate_by<bent_mish>(x, blend, out, count);
}

void activate_backward(Epilogue f, const float* x, const float* blend, float* gradients,
                       float* blend_gradients, size_t count) {
  if (f == Epilogue::kNone) back_by<bent_none>(x, blend, gradients, blend_gradients, count);
  if (f == Epilogue::kRelu) back_by<bent_relu>(x, blend, gradients, blend_gradients, count);
  if (f == Epilogue::kGelu) back_by<bent_gelu>(x, blend, gradients, blend_gradients, count);
  if (f == Epilogue::kSilu) back_by<bent_silu>(x, blend, gradients, blend_gradients, count);
  if (f == Epilogue::kTanh) back_by<bent_tanh>(x, blend, gradients, blend_gradients, count);
  if (f == Epilogue::kSelu) back_by<bent_selu>(x, blend, gradients, blend_gradients, count);
  if (f == Epilogue::kMish) back_by<bent_mish>(x, blend, gradients, blend_gradients, count);
}

// angle - n pi / 2 in three pieces of pi / 2 (Cody and Waite 1980), then Cephes' sinf and cosf on
// +-pi / 4; n says which of the two, and the sign.
void waves(const float* angles, float* sines, float* cosines, size_t count) {
  constexpr float kRound = 12582912.0f;  // adding 1.5 * 2^23 leaves a whole number
  for (size_t i = 0; i < count; i += kLanes) {
    const Floats x = load(angles + i);
    const Floats turns = x * 0.63661977f + kRound - kRound;
    Floats rest = x - turns * 1.5703125f;
    rest = rest - turns * 4.837512969970703e-4f;
    rest = rest - turns * 7.549789954891882e-8f;
    const Floats square = rest * rest;
    const Floats sine =
        rest + rest * square * ((square * -1.9515296e-4f + 8.3321609e-3f) * square - 1.6666655e-1f);
    const Floats cosine =
        1.0f - square * 0.5f +
        square * square * ((square * 2.4433157e-5f - 1.3887316e-3f) * square + 4.1666646e-2f);
    const Ints n = __builtin_convertvector(turns, Ints);
    const Ints odd = (n & 1) != 0;
    const Floats s = odd ? cosine : sine;
    const Floats c = odd ? sine : cosine;
    store(sines + i, (n & 2) != 0 ? -s : s);
    store(cosines + i, ((n + 1) & 2) != 0 ? -c : c);
  }
}

void add(float* sum, const float* values, size_t count) {
  for (size_t i = 0; i < count; i += kLanes) store(sum + i, load(sum + i) + load(values + i));
}

void add_scaled(float* sum, const float* values, float factor, size_t count) {
  for (size_t i = 0; i < count; i += kLanes) {
    store(sum + i, load(sum + i) + load(values + i) * factor);
  }
}

void multiply(float* out, const float* a, const float* b, size_t count) {
  for (size_t i = 0; i < count; i += kLanes) store(out + i, load(a + i) * load(b + i));
}

void add_product(float* sum, const float* a, const float* b, size_t count) {
  for (size_t i = 0; i < count; i += kLanes) {
    store(sum + i, load(sum + i) + load(a + i) * load(b + i));
  }
}

// 64 sums side by side, whatever a register holds: value i goes to sum i % 64. So the sets that
// fuse products and sums give the same bits, also where rows are filled up with zeros to other
// lengths.
constexpr size_t kSums = 64;
constexpr size_t kGroup = 16;
constexpr size_t kPerGroup = kGroup / kLanes;

float dot(const float* a, const float* b, size_t count) {
  Floats sums[kSums / kLanes] = {};
  size_t i = 0;
  for (; i + kSums <= count; i += kSums) {
#pragma GCC unroll 16
    for (size_t p = 0; p < kSums / kLanes; ++p) {
      sums[p] += load(a + i + p * kLanes) * load(b + i + p * kLanes);
    }
  }
#pragma GCC unroll 16
  for (size_t p = 0; p < kSums / kLanes; ++p) {
    const size_t at = i + p * kLanes;
    if (at >= count) break;
    sums[p] += load(a + at) * load(b + at);
  }
  for (size_t p = kPerGroup; p < kSums / kLanes; ++p) sums[p % kPerGroup] += sums[p];
  float total = 0;
  for (size_t p = 0; p < kPerGroup; ++p) {
    for (size_t lane = 0; lane < kLanes; ++lane) total += sums[p][lane];
  }
  return total;
}

MLRUN_INLINE Floats square_root(Floats x) {
#if defined(__AVX512F__)
  return _mm512_sqrt_ps(x);
#elif defined(__AVX2__)
  return _mm256_sqrt_ps(x);
#else
  Floats roots = x;
  for (size_t lane = 0; lane < kLanes; ++lane) roots[lane] = __builtin_sqrtf(x[lane]);
  return roots;
#endif
}

void adamw(const AdamWSlice& slice) {
  for (size_t i = 0; i < slice.count; i += kLanes) {
    const Floats gradient = load(slice.gradients + i) * slice.gradient_scale;
    const Floats first = load(slice.first + i) * slice.beta1 + gradient * slice.rest1;
    const Floats second = load(slice.second + i) * slice.beta2 + gradient * gradient * slice.rest2;
    store(slice.first + i, first);
    store(slice.second + i, second);
    const Floats divisor = square_root(second) * slice.second_scale + slice.eps;
    store(slice.values + i, load(slice.values + i) * slice.keep - first * slice.rate / divisor);
  }
}

void sgd(const SgdSlice& slice) {
  for (size_t i = 0; i < slice.count; i += kLanes) {
    const Floats gradient = load(slice.gradients + i) * slice.gradient_scale;
    const Floats velocity = load(slice.velocity + i) * slice.momentum + gradient;
    store(slice.velocity + i, velocity);
    store(slice.values + i, load(slice.values + i) * slice.keep - velocity * slice.rate);
  }
}

void approach(float* average, const float* values, float share, size_t count) {
  for (size_t i = 0; i < count; i += kLanes) {
    const Floats here = load(average + i);
    store(average + i, here + (load(values + i) - here) * share);
  }
}

}  // namespace

namespace MLRUN_INSTRUCTIONS {
extern const StepOps kStepOps;
const StepOps kStepOps = {
    &relu,     &relu_dropout,      &relu_backward, &dropout, &dropout_backward,
    &activate, &activate_backward, &waves,         &add,     &add_scaled,
    &multiply, &add_product,       &dot,           &adamw,   &sgd,
    &approach};
}  // namespace MLRUN_INSTRUCTIONS

}  // namespace mlrun
