#pragma once

// The activations of a row, in registers; for sources that are compiled once per instruction set.
// Within 1e-6 of the functions in double precision, relative to the value or 0.1 if that is more.

#include "kernels/product.h"
#include "kernels/vector.h"

namespace mlrun {
namespace {

// c[0] + c[1] x + ..., by Horner's rule.
template <size_t kCount>
MLRUN_INLINE Floats polynomial(const float (&c)[kCount], Floats x) {
  Floats sum = all(c[kCount - 1]);
  for (size_t i = kCount - 1; i-- > 0;) sum = sum * x + c[i];
  return sum;
}

MLRUN_INLINE Floats magnitude(Floats x) { return x < 0.0f ? -x : x; }

// e^x = 2^n e^rest, |rest| <= ln 2 / 2.
struct Powers {
  Floats two_n;
  Floats less_one;  // e^rest - 1
};

// x is taken into -87 .. 88; NaN stays NaN. The polynomial is that of Cephes' expf.
MLRUN_INLINE Powers powers_of_e(Floats x) {
  constexpr float kTerms[] = {1.0f,
                              0.5f,
                              1.6666665459e-1f,
                              4.1665795894e-2f,
                              8.3334519073e-3f,
                              1.3981999507e-3f,
                              1.9875691500e-4f};
  constexpr float kRound = 12582912.0f;  // adding 1.5 * 2^23 leaves a whole number
  x = x < -87.0f ? all(-87.0f) : x;
  x = x > 88.0f ? all(88.0f) : x;
  const Floats whole = x * 1.44269504f + kRound - kRound;
  const Floats rest = (x - whole * 0.693359375f) + whole * 2.12194440e-4f;
  const Ints power = (__builtin_convertvector(whole, Ints) + 127) << 23;
  return {reinterpret_cast<Floats>(power), rest * polynomial(kTerms, rest)};
}

MLRUN_INLINE Floats exponential(Floats x) {
  const Powers powers = powers_of_e(x);
  return powers.two_n + powers.two_n * powers.less_one;
}

// e^x - 1, exact to the last digits around 0 too.
MLRUN_INLINE Floats exponential_less_one(Floats x) {
  const Powers powers = powers_of_e(x);
  return powers.two_n * powers.less_one + (powers.two_n - 1.0f);
}

// tanh |x| = (1 - e^-2|x|) / (1 + e^-2|x|).
MLRUN_INLINE Floats tanh_of(Floats x) {
  const Floats less_one = exponential_less_one(magnitude(x) * -2.0f);
  const Floats size = -less_one / (less_one + 2.0f);
  return x < 0.0f ? -size : size;
}

// Cephes' ndtrf: erf by its series below 1, else 1 - erfc by exp(-x^2) / x times a polynomial.
MLRUN_INLINE Floats erf_of(Floats x) {
  constexpr float kSmall[] = {
      1.128379165726710f,    -3.761262582423300e-1f, 1.128358514861418e-1f, -2.685381193529856e-2f,
      5.188327685732524e-3f, -8.010193625184903e-4f, 7.853861353153693e-5f};
  constexpr float kMiddle[] = {
      5.638259427386472e-1f,  -2.741127028184656e-1f, 3.404879937665872e-1f,
      -4.944515323274145e-1f, 6.210004621745983e-1f,  -5.824733027278666e-1f,
      3.687424674597105e-1f,  -1.387039388740657e-1f, 2.326819970068386e-2f};
  constexpr float kLarge[] = {5.641895067754075e-1f, -2.820767439740514e-1f, 4.218463358204948e-1f,
                              -1.015265279202700f,   2.921019019210786f,     -7.495518717768503f,
                              1.297719955372516e+1f, -1.047766399936249e+1f};
  const Floats size = magnitude(x);
  const Floats inverse = 1.0f / (size < 1.0f ? all(1.0f) : size);
  const Floats square = inverse * inverse;
  const Floats tail = size < 2.0f ? polynomial(kMiddle, square) : polynomial(kLarge, square);
  const Floats large = 1.0f - exponential(-(size * size)) * inverse * tail;
  return size < 1.0f ? x * polynomial(kSmall, x * x) : (x < 0.0f ? -large : large);
}

MLRUN_INLINE Floats gelu(Floats x) { return 0.5f * x * (1.0f + erf_of(x * 0.70710678f)); }

MLRUN_INLINE Floats silu(Floats x) { return x / (1.0f + exponential(-x)); }

MLRUN_INLINE Floats selu(Floats x) {
  constexpr float kScale = 1.05070098f;
  constexpr float kAlpha = 1.67326324f;
  return x > 0.0f ? x * kScale : exponential_less_one(x) * (kScale * kAlpha);
}

// x tanh(ln(1 + e^x)) = x t / (t + 2) with t = e^x (e^x + 2). Above 20 it is x.
MLRUN_INLINE Floats mish(Floats x) {
  const Floats e = exponential(x > 20.0f ? all(20.0f) : x);
  const Floats t = e * (e + 2.0f);
  return x * (t / (t + 2.0f));
}

template <Floats (*kFunction)(Floats)>
void map_row(float* row, size_t width) {
  for (size_t i = 0; i < width; i += kLanes) store(row + i, kFunction(load(row + i)));
}

// Requires a width that is a multiple of the lanes. kRelu is none of its work.
MLRUN_INLINE void finish_row(float* row, size_t width, Epilogue epilogue) {
  if (epilogue == Epilogue::kGelu) map_row<gelu>(row, width);
  if (epilogue == Epilogue::kSilu) map_row<silu>(row, width);
  if (epilogue == Epilogue::kTanh) map_row<tanh_of>(row, width);
  if (epilogue == Epilogue::kSelu) map_row<selu>(row, width);
  if (epilogue == Epilogue::kMish) map_row<mish>(row, width);
}

}  // namespace
}  // namespace mlrun
