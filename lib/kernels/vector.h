#pragma once

// A register of floats in the compiler's own vector syntax, for sources that are compiled once per
// instruction set. Everything here is in an unnamed namespace and nothing of the standard library
// is called: code made for one set must not be linked into another.

#include <cstddef>

#if defined(__AVX512F__)
#define MLRUN_LANES 16
#elif defined(__AVX2__)
#define MLRUN_LANES 8
#else
#define MLRUN_LANES 4
#endif
#define MLRUN_INLINE inline __attribute__((always_inline))
#define MLRUN_APART __attribute__((noinline))  // so that a profile names it

namespace mlrun {
namespace {

inline constexpr size_t kLanes = MLRUN_LANES;

using Floats = float __attribute__((vector_size(MLRUN_LANES * 4)));
using Ints = int __attribute__((vector_size(MLRUN_LANES * 4)));

// At any address.
MLRUN_INLINE Floats load(const float* from) {
  Floats values;
  __builtin_memcpy(&values, from, sizeof values);
  return values;
}
MLRUN_INLINE void store(float* to, Floats values) { __builtin_memcpy(to, &values, sizeof values); }
MLRUN_INLINE Floats all(float value) { return value - Floats{}; }

}  // namespace
}  // namespace mlrun
