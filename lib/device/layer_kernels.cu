// What hidden layers do between their products, for NVIDIA devices: compiled in each process for
// the device that is there, behind piece_kernels.cu, with which it shares its manners. Tests step
// through the same code on the host (layer_kernels_test.cpp).

// What draws the masks: a generator's place, or where a graph that runs finds it.
struct Draws {
  unsigned long long seed, offset;
  const long long* seed_at;
  const long long* offset_at;
  unsigned threshold;  // of 2^32: a number below it is kept
  int some;            // whether there is a mask at all
};

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
                                    Matrix out, SumLevels levels, long long rows, int columns) {
  int c = 4 * (blockIdx.x * blockDim.x + threadIdx.x);
  float factor = unscaling(levels), scaled = scaling(levels, scale);
  unsigned largest = 0;
  if (c < columns) {
    float4 b = *(const float4*)(bias + c);
    FOR_ROWS(row, rows) {
      long long at = row * columns + c;
      float4 v = *(const float4*)(sums + at);
      uchar4 k = drawn(draws, at / 4);
      v.x = active(v.x * factor, b.x, k.x, scale), v.y = active(v.y * factor, b.y, k.y, scale);
      v.z = active(v.z * factor, b.z, k.z, scale), v.w = active(v.w * factor, b.w, k.w, scale);
      largest = larger(largest, v);
      store(out, row, c, v, scaled);
    }
  }
  note(levels.out, largest, false);
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

// Which of four numbers are above 0.
__device__ inline uchar4 open(const float4& v) {
  uchar4 is = {v.x > 0.0f, v.y > 0.0f, v.z > 0.0f, v.w > 0.0f};
  return is;
}

__device__ inline uchar4 open(const float* y, long long at, unsigned) { return open(load(y, at)); }

// From the least number to the infinite one, whose bits are known.
__device__ inline bool above_0(bits16 half, unsigned infinite) {
  return (unsigned)half - 1u < infinite;
}

__device__ inline uchar4 open(const bits16* y, long long at, unsigned infinite) {
  ushort4 v = *(const ushort4*)(y + at);
  uchar4 is = {above_0(v.x, infinite), above_0(v.y, infinite), above_0(v.z, infinite),
               above_0(v.w, infinite)};
  return is;
}

__device__ inline float4 masked(float4 g, const uchar4& is_open, float scale) {
  g.x = is_open.x ? g.x * scale : 0.0f;
  g.y = is_open.y ? g.y * scale : 0.0f;
  g.z = is_open.z ? g.z * scale : 0.0f;
  g.w = is_open.w ? g.w * scale : 0.0f;
  return g;
}

// What a layer's output was, by which the gradient passes or not.
template <class Number>
struct Trace {
  const Number* y;
  long long next_row;
  unsigned infinite;  // the bits of that number, of pieces
};

// sums [gridDim.y * blockDim.y, columns]: of the rows of a thread.
template <class Number>
__device__ inline void descend(const Rows& grad, const Trace<Number>& trace, float scale,
                               const Matrix& out, const SumLevels& levels, float* sums,
                               long long rows, int columns) {
  int c = 4 * (blockIdx.x * blockDim.x + threadIdx.x);
  float scaled = scaling(levels, scale), whole = scale * unscaling(levels);
  unsigned largest = 0;
  long long strip = (long long)blockIdx.y * blockDim.y + threadIdx.y;
  long long apart = (long long)gridDim.y * blockDim.y;
  if (c < columns) {
    float4 sum = {0.0f, 0.0f, 0.0f, 0.0f};
    float4 next_g = sum;
    uchar4 next_open = {0, 0, 0, 0};
    long long row = strip;
    if (row < rows) {
      next_g = load(grad, row, c);
      next_open = open(trace.y, row * trace.next_row + c, trace.infinite);
    }
    for (; row < rows; row += apart) {
      float4 g = masked(next_g, next_open, whole);
      // The next row is on its way while this one is stored.
      long long next = row + apart;
      if (next < rows) {
        next_g = load(grad, next, c);
        next_open = open(trace.y, next * trace.next_row + c, trace.infinite);
      }
      sum.x += g.x, sum.y += g.y, sum.z += g.z, sum.w += g.w;
      largest = larger(largest, g);
      store(out, row, c, g, scaled);
    }
    *(float4*)(sums + strip * columns + c) = sum;
  }
  note(levels.out, largest, false);
}

// y in fp32.
extern "C" __global__ void descend_values(Rows grad, Trace<float> trace, float scale, Matrix out,
                                          SumLevels levels, float* sums, long long rows,
                                          int columns) {
  descend(grad, trace, scale, out, levels, sums, rows, columns);
}

// y by its first piece.
extern "C" __global__ void descend_pieces(Rows grad, Trace<bits16> trace, float scale, Matrix out,
                                          SumLevels levels, float* sums, long long rows,
                                          int columns) {
  descend(grad, trace, scale, out, levels, sums, rows, columns);
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
