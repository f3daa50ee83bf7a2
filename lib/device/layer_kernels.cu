// What hidden layers do between their products, for NVIDIA devices: compiled in each process for
// the device that is there (cuda_source.h). No header is included, so that a host's compiler takes
// this file too, where tests step through the same code (layer_kernels_test.cpp).
//
// A thread has four columns of a row, in rows that lie gridDim.y * blockDim.y apart. bfloat16 is the
// upper half of an fp32 number, rounded to nearest even.

typedef unsigned short bf16;

// Where a matrix goes: as fp32, or in pieces as layer_api.h orders them.
struct Matrix {
  float* values;                   // fp32, rows next_row apart; or null
  bf16* first;                     // of the pieces
  long long next_block, next_row;  // in numbers
  int count;                       // pieces of a number; 0 and no values: there is no such matrix
  int right;                       // whether it is a right factor
};

// What draws the masks: a generator's place, or where a graph that runs finds it.
struct Draws {
  unsigned long long seed, offset;
  const long long* seed_at;
  const long long* offset_at;
  unsigned threshold;  // of 2^32: a number below it is kept
  int some;            // whether there is a mask at all
};

__device__ inline bf16 rounded(float value) {
  unsigned bits = __float_as_uint(value);
  if ((bits & 0x7fffffffu) > 0x7f800000u) return 0x7fff;  // not a number: stays one
  return (bf16)((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}

__device__ inline float widened(bf16 half) { return __uint_as_float((unsigned)half << 16); }

__device__ inline void store(const Matrix& out, long long row, int column, float4 v) {
  if (out.values) *(float4*)(out.values + row * out.next_row + column) = v;
  bf16* at = out.first + row * out.next_row + column;
  for (int p = 0; p < out.count; ++p) {
    ushort4 half;
    half.x = rounded(v.x), half.y = rounded(v.y), half.z = rounded(v.z), half.w = rounded(v.w);
    v.x -= widened(half.x), v.y -= widened(half.y), v.z -= widened(half.z), v.w -= widened(half.w);
    int block = 0;
    for (int group = out.count; group > p; block += group, --group) {
      int within = out.right ? group - 1 - p : p;
      *(ushort4*)(at + (block + within) * out.next_block) = half;
    }
  }
}

#define FOR_ROWS(row, rows)                                                            \
  for (long long row = (long long)blockIdx.y * blockDim.y + threadIdx.y; row < (rows); \
       row += (long long)gridDim.y * blockDim.y)

// `columns` of the values, `padded` of the pieces; the rest are 0.
extern "C" __global__ void split(const float* values, Matrix one, Matrix other, long long rows,
                                 int columns, int padded) {
  int c = 4 * (blockIdx.x * blockDim.x + threadIdx.x);
  if (c >= padded) return;
  FOR_ROWS(row, rows) {
    const float* at = values + row * columns + c;
    float4 v;
    v.x = c < columns ? at[0] : 0.0f;
    v.y = c + 1 < columns ? at[1] : 0.0f;
    v.z = c + 2 < columns ? at[2] : 0.0f;
    v.w = c + 3 < columns ? at[3] : 0.0f;
    store(one, row, c, v);
    store(other, row, c, v);
  }
}

// Philox 4x32-10 (Salmon et al. 2011, section 3.3): four numbers of 32 bits from a counter and a key.
struct Random4 {
  unsigned x, y, z, w;
};

__device__ inline Random4 philox(Random4 counter, unsigned key_x, unsigned key_y) {
  for (int round = 0; round < 10; ++round) {
    unsigned high_x = __umulhi(0xD2511F53u, counter.x), low_x = 0xD2511F53u * counter.x;
    unsigned high_z = __umulhi(0xCD9E8D57u, counter.z), low_z = 0xCD9E8D57u * counter.z;
    counter.x = high_z ^ counter.y ^ key_x;
    counter.z = high_x ^ counter.w ^ key_y;
    counter.y = low_z;
    counter.w = low_x;
    key_x += 0x9E3779B9u;
    key_y += 0xBB67AE85u;
  }
  return counter;
}

// Which of four numbers in a row are kept. The counter's lower half is the generator's place, its
// upper half which four these are.
__device__ inline uchar4 drawn(const Draws& draws, long long four) {
  uchar4 kept = {1, 1, 1, 1};
  if (!draws.some) return kept;
  unsigned long long seed = draws.seed_at ? (unsigned long long)*draws.seed_at : draws.seed;
  unsigned long long place =
      (draws.offset_at ? (unsigned long long)*draws.offset_at + draws.offset : draws.offset) / 4;
  Random4 counter = {(unsigned)place, (unsigned)(place >> 32), (unsigned)four,
                     (unsigned)((unsigned long long)four >> 32)};
  Random4 number = philox(counter, (unsigned)seed, (unsigned)(seed >> 32));
  kept.x = number.x < draws.threshold, kept.y = number.y < draws.threshold;
  kept.z = number.z < draws.threshold, kept.w = number.w < draws.threshold;
  return kept;
}

extern "C" __global__ void draw_kept(unsigned char* out, Draws draws, long long rows, int columns) {
  int c = 4 * (blockIdx.x * blockDim.x + threadIdx.x);
  if (c >= columns) return;
  FOR_ROWS(row, rows) {
    long long at = row * columns + c;
    *(uchar4*)(out + at) = drawn(draws, at / 4);
  }
}

__device__ inline float active(float sum, float bias, bool kept, float scale) {
  float v = sum + bias;
  // Written so that what is not a number passes, as it does in LibTorch's relu.
  return v <= 0.0f || !kept ? 0.0f : v * scale;
}

extern "C" __global__ void activate(const float* sums, const float* bias, Draws draws, float scale,
                                    Matrix out, long long rows, int columns) {
  int c = 4 * (blockIdx.x * blockDim.x + threadIdx.x);
  if (c >= columns) return;
  float4 b = *(const float4*)(bias + c);
  FOR_ROWS(row, rows) {
    long long at = row * columns + c;
    float4 v = *(const float4*)(sums + at);
    uchar4 k = drawn(draws, at / 4);
    v.x = active(v.x, b.x, k.x, scale), v.y = active(v.y, b.y, k.y, scale);
    v.z = active(v.z, b.z, k.z, scale), v.w = active(v.w, b.w, k.w, scale);
    store(out, row, c, v);
  }
}

// The gradient's rows: `inner` of them lie next_inner apart, then next_outer comes.
struct Rows {
  const float* first;
  long long next_outer, next_inner;
  int inner;
};

__device__ inline float4 load(const Rows& rows, long long row, int column) {
  unsigned outer = (unsigned)row / (unsigned)rows.inner;
  unsigned inner = (unsigned)row - outer * (unsigned)rows.inner;
  return *(const float4*)(rows.first + outer * rows.next_outer + inner * rows.next_inner + column);
}

__device__ inline float4 load(const float* y, long long at) { return *(const float4*)(y + at); }

__device__ inline float4 load(const bf16* y, long long at) {
  ushort4 half = *(const ushort4*)(y + at);
  float4 v;
  v.x = widened(half.x), v.y = widened(half.y), v.z = widened(half.z), v.w = widened(half.w);
  return v;
}

__device__ inline float4 masked(float4 g, float4 y, float scale) {
  g.x = y.x > 0.0f ? g.x * scale : 0.0f;
  g.y = y.y > 0.0f ? g.y * scale : 0.0f;
  g.z = y.z > 0.0f ? g.z * scale : 0.0f;
  g.w = y.w > 0.0f ? g.w * scale : 0.0f;
  return g;
}

// sums [gridDim.y * blockDim.y, columns]: of the rows of a thread.
template <class Number>
__device__ inline void descend(const Rows& grad, const Number* y, long long y_row, float scale,
                               const Matrix& out, float* sums, long long rows, int columns) {
  int c = 4 * (blockIdx.x * blockDim.x + threadIdx.x);
  if (c >= columns) return;
  float4 sum = {0.0f, 0.0f, 0.0f, 0.0f};
  long long row = (long long)blockIdx.y * blockDim.y + threadIdx.y;
  long long apart = (long long)gridDim.y * blockDim.y;
  float4 next_g = {0.0f, 0.0f, 0.0f, 0.0f}, next_y = next_g;
  if (row < rows) next_g = load(grad, row, c), next_y = load(y, row * y_row + c);
  for (; row < rows; row += apart) {
    float4 g = masked(next_g, next_y, scale);
    // The next row is on its way while this one is stored.
    long long next = row + apart;
    if (next < rows) next_g = load(grad, next, c), next_y = load(y, next * y_row + c);
    sum.x += g.x, sum.y += g.y, sum.z += g.z, sum.w += g.w;
    store(out, row, c, g);
  }
  long long strip = (long long)blockIdx.y * blockDim.y + threadIdx.y;
  *(float4*)(sums + strip * columns + c) = sum;
}

// y in fp32.
extern "C" __global__ void descend_values(Rows grad, const float* y, long long y_row, float scale,
                                          Matrix out, float* sums, long long rows, int columns) {
  descend(grad, y, y_row, scale, out, sums, rows, columns);
}

// y by its first piece.
extern "C" __global__ void descend_pieces(Rows grad, const bf16* y, long long y_row, float scale,
                                          Matrix out, float* sums, long long rows, int columns) {
  descend(grad, y, y_row, scale, out, sums, rows, columns);
}

// out [columns]: the sum of `strips` rows of sums. A warp has four columns, its threads share the
// strips.
extern "C" __global__ void sum_strips(const float* sums, float* out, int strips, int columns) {
  int c = 4 * ((blockIdx.x * blockDim.x + threadIdx.x) / warpSize);
  int lane = threadIdx.x % warpSize;
  if (c >= columns) return;
  float4 sum = {0.0f, 0.0f, 0.0f, 0.0f};
  for (int strip = lane; strip < strips; strip += warpSize) {
    float4 v = load(sums, (long long)strip * columns + c);
    sum.x += v.x, sum.y += v.y, sum.z += v.z, sum.w += v.w;
  }
  for (int apart = warpSize / 2; apart > 0; apart /= 2) {
    sum.x += __shfl_xor_sync(0xffffffffu, sum.x, apart);
    sum.y += __shfl_xor_sync(0xffffffffu, sum.y, apart);
    sum.z += __shfl_xor_sync(0xffffffffu, sum.z, apart);
    sum.w += __shfl_xor_sync(0xffffffffu, sum.w, apart);
  }
  if (lane == 0) *(float4*)(out + c) = sum;
}
