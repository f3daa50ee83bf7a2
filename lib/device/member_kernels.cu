// What members have of their own around hidden layers that they share, for NVIDIA devices: factors
// of the inputs before them, a head of one output behind them. Compiled in each process for the
// device that is there, behind layer_kernels.cu. Tests step through the same code on the host
// (member_kernels_test.cpp).
//
// Rows are [n, members]: row r is the member's r % members.

// As load_some.
__device__ inline void store_some(float* at, const float4& v, int left) {
  if (left > 0) at[0] = v.x;
  if (left > 1) at[1] = v.y;
  if (left > 2) at[2] = v.z;
  if (left > 3) at[3] = v.w;
}

__device__ inline void add_product(float4& sum, const float4& a, const float4& b) {
  sum.x += a.x * b.x, sum.y += a.y * b.y, sum.z += a.z * b.z, sum.w += a.w * b.w;
}

struct Members {
  int members;
  int share;  // rows that have a row of x together: all members' or one
};

// rows of x, one for each `share` of the result's, times the member's factors; columns up to
// `padded` are 0.
extern "C" __global__ void scale_members(const float* x, const float* factors, Members of,
                                         Matrix out, SumLevels levels, long long rows, int columns,
                                         int padded) {
  int c = 4 * (blockIdx.x * blockDim.x + threadIdx.x);
  float scaled = scaling(levels, 1.0f);
  unsigned largest = 0;
  if (c < padded) {
    FOR_ROWS(row, rows) {
      long long from = (unsigned)row / (unsigned)of.share, member = (unsigned)row % of.members;
      float4 v = {0.0f, 0.0f, 0.0f, 0.0f};
      add_product(v, load_some(x + from * columns + c, columns - c),
                  load_some(factors + member * columns + c, columns - c));
      largest = larger(largest, v);
      store(out, row, c, v, scaled);
    }
  }
  note(levels.out, largest, false);
}

// The way back to x: out [rows, columns], each row the sum of `share` rows of sums, `lead` apart.
extern "C" __global__ void gather_rows(const float* sums, const float* factors, Members of,
                                       SumLevels levels, float* out, long long rows, int columns,
                                       int lead) {
  int c = 4 * (blockIdx.x * blockDim.x + threadIdx.x);
  if (c >= columns) return;
  float factor = unscaling(levels);
  FOR_ROWS(row, rows) {
    float4 total = {0.0f, 0.0f, 0.0f, 0.0f};
    for (int i = 0; i < of.share; ++i) {
      long long r = row * of.share + i;
      long long member = (unsigned)r % of.members;
      add_product(total, load(sums, r * lead + c),
                  load_some(factors + member * columns + c, columns - c));
    }
    total.x *= factor, total.y *= factor, total.z *= factor, total.w *= factor;
    store_some(out + row * columns + c, total, columns - c);
  }
}

// The way back to the factors: out [strips, across], each the sum of a thread's rows, all of one
// member: gridDim.y * blockDim.y is a multiple of members. across: columns by four.
extern "C" __global__ void gather_factors(const float* sums, const float* x, Members of,
                                          SumLevels levels, float* out, long long rows, int columns,
                                          int lead, int across) {
  int c = 4 * (blockIdx.x * blockDim.x + threadIdx.x);
  if (c >= columns) return;
  float factor = unscaling(levels);
  float4 total = {0.0f, 0.0f, 0.0f, 0.0f};
  FOR_ROWS(row, rows) {
    long long from = (unsigned)row / (unsigned)of.share;
    add_product(total, load(sums, row * lead + c), load_some(x + from * columns + c, columns - c));
  }
  total.x *= factor, total.y *= factor, total.z *= factor, total.w *= factor;
  long long strip = (long long)blockIdx.y * blockDim.y + threadIdx.y;
  *(float4*)(out + strip * across + c) = total;
}

// out [rows] = y [rows, columns] . weight [members, columns] + bias [members]. A warp has a row.
extern "C" __global__ void heads(const float* y, const float* weight, const float* bias, float* out,
                                 int members, long long rows, int columns) {
  long long row = ((long long)blockIdx.x * blockDim.x + threadIdx.x) / warpSize;
  if (row >= rows) return;
  int lane = threadIdx.x % warpSize;
  long long member = (unsigned)row % (unsigned)members;
  float4 sums = {0.0f, 0.0f, 0.0f, 0.0f};
  for (int c = 4 * lane; c < columns; c += 4 * warpSize) {
    add_product(sums, load(y, row * columns + c), load(weight, member * columns + c));
  }
  float sum = (sums.x + sums.y) + (sums.z + sums.w);
  for (int apart = warpSize / 2; apart > 0; apart /= 2) {
    sum += __shfl_xor_sync(0xffffffffu, sum, apart);
  }
  if (lane == 0) out[row] = sum + bias[member];
}

// The way back of heads and of the layer below at once: g = scale * (y > 0) * grad * weight into a
// matrix; sums [strips, columns] of g for the layer's bias, weight_sums of y * grad for the heads.
// A thread's rows are all of one member, as above. grad [rows].
extern "C" __global__ void descend_heads(const float* grad, const float* weight, int members,
                                         const float* y, float scale, Matrix out, SumLevels levels,
                                         float* sums, float* weight_sums, long long rows,
                                         int columns) {
  int c = 4 * (blockIdx.x * blockDim.x + threadIdx.x);
  float scaled = scaling(levels, scale);
  unsigned largest = 0;
  long long strip = (long long)blockIdx.y * blockDim.y + threadIdx.y;
  long long apart = (long long)gridDim.y * blockDim.y;
  if (c < columns) {
    float4 w = load(weight, (long long)((unsigned)strip % (unsigned)members) * columns + c);
    float4 zero = {0.0f, 0.0f, 0.0f, 0.0f}, sum = zero, weight_sum = zero, next_y = zero;
    float next_d = 0.0f;
    long long row = strip;
    if (row < rows) next_y = load(y, row * columns + c), next_d = grad[row];
    for (; row < rows; row += apart) {
      float4 v = next_y, d = {next_d, next_d, next_d, next_d}, g = zero;
      long long next = row + apart;
      if (next < rows) next_y = load(y, next * columns + c), next_d = grad[next];
      add_product(g, d, w);
      g = masked(g, open(v), scale);
      add_product(weight_sum, d, v);
      sum.x += g.x, sum.y += g.y, sum.z += g.z, sum.w += g.w;
      largest = larger(largest, g);
      store(out, row, c, g, scaled);
    }
    *(float4*)(sums + strip * columns + c) = sum;
    *(float4*)(weight_sums + strip * columns + c) = weight_sum;
  }
  note(levels.out, largest, false);
}
