// What hidden layers do between their products, for NVIDIA devices: compiled in each process for
// the device that is there (layer_kernels.cpp). No header is included, so that a host's compiler
// takes this file too, where tests step through the same code (layer_kernels_test.cpp).
//
// A thread has four columns of a row, in rows that lie gridDim.y * blockDim.y apart. bfloat16 is the
// upper half of an fp32 number, rounded to nearest even.

typedef unsigned short bf16;

struct Pieces {
  bf16* first;
  long long next_piece, next_row;  // in numbers
  int count;
};

__device__ inline bf16 rounded(float value) {
  unsigned bits = __float_as_uint(value);
  if ((bits & 0x7fffffffu) > 0x7f800000u) return 0x7fff;  // not a number: stays one
  return (bf16)((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}

__device__ inline float widened(bf16 half) { return __uint_as_float((unsigned)half << 16); }

__device__ inline void store(const Pieces& pieces, long long row, int column, float4 v) {
  bf16* at = pieces.first + row * pieces.next_row + column;
  for (int p = 0; p < pieces.count; ++p, at += pieces.next_piece) {
    ushort4 half;
    half.x = rounded(v.x), half.y = rounded(v.y), half.z = rounded(v.z), half.w = rounded(v.w);
    *(ushort4*)at = half;
    v.x -= widened(half.x), v.y -= widened(half.y), v.z -= widened(half.z), v.w -= widened(half.w);
  }
}

#define FOR_ROWS(row, rows)                                                    \
  for (long long row = (long long)blockIdx.y * blockDim.y + threadIdx.y; row < (rows); \
       row += (long long)gridDim.y * blockDim.y)

// `columns` of the values, `padded` of the pieces; the rest are 0.
extern "C" __global__ void split(const float* values, Pieces pieces, long long rows, int columns,
                                 int padded) {
  int c = 4 * (blockIdx.x * blockDim.x + threadIdx.x);
  if (c >= padded) return;
  FOR_ROWS(row, rows) {
    const float* at = values + row * columns + c;
    float4 v;
    v.x = c < columns ? at[0] : 0.0f;
    v.y = c + 1 < columns ? at[1] : 0.0f;
    v.z = c + 2 < columns ? at[2] : 0.0f;
    v.w = c + 3 < columns ? at[3] : 0.0f;
    store(pieces, row, c, v);
  }
}

__device__ inline float active(float sum, float bias, bool kept, float scale) {
  float v = sum + bias;
  // Written so that what is not a number passes, as it does in LibTorch's relu.
  return v <= 0.0f || !kept ? 0.0f : v * scale;
}

// Into the pieces, or where there are none into `out`, fp32.
extern "C" __global__ void activate(const float* sums, const float* bias, const unsigned char* kept,
                                    float scale, Pieces pieces, float* out, long long rows,
                                    int columns) {
  int c = 4 * (blockIdx.x * blockDim.x + threadIdx.x);
  if (c >= columns) return;
  float4 b = *(const float4*)(bias + c);
  FOR_ROWS(row, rows) {
    long long at = row * columns + c;
    float4 v = *(const float4*)(sums + at);
    uchar4 k = {1, 1, 1, 1};
    if (kept) k = *(const uchar4*)(kept + at);
    v.x = active(v.x, b.x, k.x, scale), v.y = active(v.y, b.y, k.y, scale);
    v.z = active(v.z, b.z, k.z, scale), v.w = active(v.w, b.w, k.w, scale);
    if (pieces.count > 0) {
      store(pieces, row, c, v);
    } else {
      *(float4*)(out + at) = v;
    }
  }
}

// A gradient passes where the number is not 0: +x and -x are all but the sign bit.
__device__ inline float4 masked(float4 g, float4 y, float scale) {
  g.x = y.x > 0.0f ? g.x * scale : 0.0f;
  g.y = y.y > 0.0f ? g.y * scale : 0.0f;
  g.z = y.z > 0.0f ? g.z * scale : 0.0f;
  g.w = y.w > 0.0f ? g.w * scale : 0.0f;
  return g;
}

__device__ inline float4 load(const float* y, long long at) { return *(const float4*)(y + at); }

__device__ inline float4 load(const bf16* y, long long at) {
  ushort4 half = *(const ushort4*)(y + at);
  float4 v;
  v.x = widened(half.x), v.y = widened(half.y), v.z = widened(half.z), v.w = widened(half.w);
  return v;
}

template <class Number>
__device__ inline void descend(const float* grad, const Number* y, long long y_row, float scale,
                               const Pieces& pieces, float* sums, long long rows, int columns) {
  int c = 4 * (blockIdx.x * blockDim.x + threadIdx.x);
  if (c >= columns) return;
  float4 sum = {0.0f, 0.0f, 0.0f, 0.0f};
  FOR_ROWS(row, rows) {
    float4 g = masked(load(grad, row * columns + c), load(y, row * y_row + c), scale);
    sum.x += g.x, sum.y += g.y, sum.z += g.z, sum.w += g.w;
    store(pieces, row, c, g);
  }
  long long strip = (long long)blockIdx.y * blockDim.y + threadIdx.y;
  *(float4*)(sums + strip * columns + c) = sum;
}

// y in fp32: the last layer's.
extern "C" __global__ void descend_values(const float* grad, const float* y, long long y_row,
                                          float scale, Pieces pieces, float* sums, long long rows,
                                          int columns) {
  descend(grad, y, y_row, scale, pieces, sums, rows, columns);
}

// y by its first piece.
extern "C" __global__ void descend_pieces(const float* grad, const bf16* y, long long y_row,
                                          float scale, Pieces pieces, float* sums, long long rows,
                                          int columns) {
  descend(grad, y, y_row, scale, pieces, sums, rows, columns);
}
