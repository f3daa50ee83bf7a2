// Matrices in pieces of 16 bits (layer_api.h), for NVIDIA devices: compiled in each process for the
// device that is there (cuda_source.h), with layer_kernels.cu behind it. No header is included, so
// that a host's compiler takes this file too, where tests step through the same code
// (piece_kernels_test.cpp).
//
// A thread has four columns of a row, in rows that lie gridDim.y * blockDim.y apart. bfloat16 is the
// upper half of an fp32 number, rounded to nearest even.

typedef unsigned short bits16;

// Where a matrix goes: as fp32, or in pieces as layer_api.h orders them.
struct Matrix {
  float* values;                   // fp32, rows next_row apart; or null
  bits16* first;                   // of the pieces; fp16 where there are two, bfloat16 otherwise
  long long next_block, next_row;  // in numbers
  int count;                       // pieces of a number; 0 and no values: there is no such matrix
  int right;                       // whether it is a right factor
};

struct Level {
  float bound, largest;
};

// As layer_api.h has them; null where there are none.
struct SumLevels {
  const Level* left;
  const Level* right;
  const Level* added;
  Level* out;
  float terms;
};

__device__ inline bits16 rounded(float value) {
  unsigned bits = __float_as_uint(value);
  if ((bits & 0x7fffffffu) > 0x7f800000u) return 0x7fff;  // not a number: stays one
  return (bits16)((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}

__device__ inline float widened(bits16 half) { return __uint_as_float((unsigned)half << 16); }

#ifdef __CUDA_ARCH__
__device__ inline bits16 rounded_fp16(float value) {
  bits16 half;
  asm("cvt.rn.f16.f32 %0, %1;" : "=h"(half) : "f"(value));
  return half;
}

__device__ inline float widened_fp16(bits16 half) {
  float value;
  asm("cvt.f32.f16 %0, %1;" : "=f"(value) : "h"(half));
  return value;
}
#endif

// The e by which a matrix of this bound lies in fp16: 2^e bound is in [2^14, 2^15), half of
// the largest number and less, so that rounding cannot leave the range.
__device__ inline int exponent(float bound) {
  int e = 141 - (int)((__float_as_uint(bound) & 0x7fffffffu) >> 23);
  return e > 60 ? 60 : e < -60 ? -60 : e;
}

// 2^e, for |e| <= 120.
__device__ inline float power(int e) { return __uint_as_float((unsigned)(127 + e) << 23); }

// What sums of scaled factors are to be multiplied with.
__device__ inline float unscaling(const SumLevels& levels) {
  if (!levels.right) return 1.0f;
  return power(-exponent(levels.left->bound) - exponent(levels.right->bound));
}

// What the result is to be multiplied with where it is stored in fp16; says its bound. `scale` is
// the most that a sum is multiplied with on the way there.
__device__ inline float scaling(const SumLevels& levels, float scale) {
  if (!levels.out) return 1.0f;
  float bound = levels.left->largest;
  if (levels.right) bound *= levels.right->largest * levels.terms;
  if (levels.added) bound += levels.added->largest;
  bound *= scale;
  bool first = blockIdx.x == 0 && blockIdx.y == 0 && threadIdx.x == 0 && threadIdx.y == 0;
  if (first) levels.out->bound = bound;
  return power(exponent(bound));
}

// Magnitudes compare as the integers that their bits are.
__device__ inline unsigned larger(unsigned largest, float value) {
  return max(largest, __float_as_uint(value) & 0x7fffffffu);
}

__device__ inline unsigned larger(unsigned largest, const float4& v) {
  return larger(larger(larger(larger(largest, v.x), v.y), v.z), v.w);
}

__device__ inline void raise(float* at, unsigned bits) {
  // Most blocks come too late to raise it, and need not wait for the others.
  if (bits > *(volatile unsigned*)at) atomicMax((unsigned*)at, bits);
}

// The largest of all threads of a block into a level, all of which must call it; zeros before the
// first block.
__device__ inline void note(Level* level, unsigned largest, bool as_bound) {
  __shared__ unsigned of_block;
  if (!level) return;
  if (threadIdx.x == 0 && threadIdx.y == 0) of_block = 0;
  __syncthreads();
  largest = __reduce_max_sync(0xffffffffu, largest);
  if (threadIdx.x % warpSize == 0) atomicMax(&of_block, largest);
  __syncthreads();
  if (threadIdx.x + 1 != blockDim.x || threadIdx.y + 1 != blockDim.y) return;
  raise(&level->largest, of_block);
  if (as_bound) raise(&level->bound, of_block);
}

__device__ inline bits16 rounded(float value, bool fp16) {
  return fp16 ? rounded_fp16(value) : rounded(value);
}

__device__ inline float widened(bits16 half, bool fp16) {
  return fp16 ? widened_fp16(half) : widened(half);
}

template <int count>
__device__ inline void store_pieces(const Matrix& out, bits16* at, float4 v) {
#pragma unroll
  for (int p = 0; p < count; ++p) {
    const bool fp16 = count == 2;
    ushort4 half;
    half.x = rounded(v.x, fp16), half.y = rounded(v.y, fp16);
    half.z = rounded(v.z, fp16), half.w = rounded(v.w, fp16);
    v.x -= widened(half.x, fp16), v.y -= widened(half.y, fp16);
    v.z -= widened(half.z, fp16), v.w -= widened(half.w, fp16);
    int block = 0;
#pragma unroll
    for (int group = count; group > p; block += group, --group) {
      int within = out.right ? group - 1 - p : p;
      *(ushort4*)(at + (block + within) * out.next_block) = half;
    }
  }
}

// `scaled` is 2^e of fp16, 1 otherwise.
__device__ inline void store(const Matrix& out, long long row, int column, float4 v, float scaled) {
  if (out.values) *(float4*)(out.values + row * out.next_row + column) = v;
  bits16* at = out.first + row * out.next_row + column;
  v.x *= scaled, v.y *= scaled, v.z *= scaled, v.w *= scaled;
  if (out.count == 1) store_pieces<1>(out, at, v);
  if (out.count == 2) store_pieces<2>(out, at, v);
  if (out.count == 3) store_pieces<3>(out, at, v);
}

#define FOR_ROWS(row, rows)                                                            \
  for (long long row = (long long)blockIdx.y * blockDim.y + threadIdx.y; row < (rows); \
       row += (long long)gridDim.y * blockDim.y)

// Four columns, of which `left` or fewer are there.
__device__ inline float4 load_some(const float* at, int left) {
  float4 v = {0.0f, 0.0f, 0.0f, 0.0f};
  if (left > 0) v.x = at[0];
  if (left > 1) v.y = at[1];
  if (left > 2) v.z = at[2];
  if (left > 3) v.w = at[3];
  return v;
}

// `columns` of the values, `padded` of the pieces; the rest are 0. The level may be null.
extern "C" __global__ void split(const float* values, Matrix one, Matrix other, const Level* level,
                                 long long rows, int columns, int padded) {
  int c = 4 * (blockIdx.x * blockDim.x + threadIdx.x);
  if (c >= padded) return;
  float scaled = level ? power(exponent(level->bound)) : 1.0f;
  FOR_ROWS(row, rows) {
    float4 v = load_some(values + row * columns + c, columns - c);
    store(one, row, c, v, scaled);
    store(other, row, c, v, scaled);
  }
}

const int kMeasured = 16;  // of a launch

struct Measured {
  const float* values[kMeasured];
  long long numbers[kMeasured];
  Level* level[kMeasured];
};

// The largest of each: blockIdx.y says whose.
extern "C" __global__ void measure(Measured all) {
  const float* values = all.values[blockIdx.y];
  long long numbers = all.numbers[blockIdx.y];
  long long threads = blockDim.x * blockDim.y;
  unsigned largest = 0;
  for (long long i = blockIdx.x * threads + threadIdx.y * blockDim.x + threadIdx.x; i < numbers;
       i += gridDim.x * threads) {
    largest = larger(largest, values[i]);
  }
  note(all.level[blockIdx.y], largest, true);
}

// out [rows, width]: the sum of `count` matrices [rows, columns] that lie behind one another. A
// thread has one column.
extern "C" __global__ void add_up(const float* sums, SumLevels levels, float* out, int count,
                                  long long rows, int columns, int width) {
  int c = blockIdx.x * blockDim.x + threadIdx.x;
  if (c >= width) return;
  float factor = unscaling(levels);
  FOR_ROWS(row, rows) {
    float sum = 0.0f;
    for (int i = 0; i < count; ++i) sum += sums[(i * rows + row) * columns + c];
    out[row * width + c] = sum * factor;
  }
}
