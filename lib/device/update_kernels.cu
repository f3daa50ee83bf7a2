// AdamW of all parameters in one launch, for NVIDIA devices: compiled in each process for the device
// that is there (cuda_source.h). No header is included, so that a host's compiler takes this file
// too, where tests step through the same code (update_kernels_test.cpp).
//
// A block has kChunk numbers of one tensor, a thread every blockDim.x-th of them.

const int kTensors = 48;  // of a launch; the table must fit in a kernel's 4 KB of parameters
const int kChunk = 1024;

struct Table {
  float* parameter[kTensors];
  const float* gradient[kTensors];
  float* first[kTensors];
  float* second[kTensors];
  int first_block[kTensors + 1];  // of each tensor, and behind the last
  int numbers[kTensors];
  float lr[kTensors];
  float decay[kTensors];
  int tensors;
};

struct Rule {
  float beta1, beta2, rest1, rest2, log_beta1, log_beta2, eps, clip_norm;  // rest: 1 - beta
};

__device__ inline int tensor_of(const Table& table, int block) {
  int tensor = 0;
  while (tensor + 1 < table.tensors && block >= table.first_block[tensor + 1]) ++tensor;
  return tensor;
}

// Of each warp the sum of squares of its numbers.
extern "C" __global__ void squares(Table table, float* sums, int first_sum) {
  int tensor = tensor_of(table, blockIdx.x);
  int begin = (blockIdx.x - table.first_block[tensor]) * kChunk;
  int end = min(begin + kChunk, table.numbers[tensor]);
  float sum = 0.0f;
  for (int i = begin + threadIdx.x; i < end; i += blockDim.x) {
    float g = table.gradient[tensor][i];
    sum += g * g;
  }
  for (int apart = warpSize / 2; apart > 0; apart /= 2) {
    sum += __shfl_xor_sync(0xffffffffu, sum, apart);
  }
  int warps = blockDim.x / warpSize;
  if (threadIdx.x % warpSize == 0) {
    sums[first_sum + blockIdx.x * warps + threadIdx.x / warpSize] = sum;
  }
}

// 1 - beta^steps without the cancellation of small numbers of steps.
__device__ inline float corrected(float log_beta, float steps) { return -expm1f(log_beta * steps); }

extern "C" __global__ void adamw(Table table, Rule rule, const float* lr, const float* steps,
                                 const float* decay_share, const float* square) {
  int tensor = tensor_of(table, blockIdx.x);
  int begin = (blockIdx.x - table.first_block[tensor]) * kChunk;
  int end = min(begin + kChunk, table.numbers[tensor]);
  float scale = 1.0f;
  if (square) {
    float limited = rule.clip_norm / (sqrtf(*square) + 1e-6f);
    // Written so that what is not a number goes into the weights, where the loss shows it.
    scale = limited > 1.0f ? 1.0f : limited;
  }
  float rate = *lr * table.lr[tensor];
  float kept = 1.0f - rate * table.decay[tensor] * (decay_share ? *decay_share : 1.0f);
  float step = rate / corrected(rule.log_beta1, *steps);
  float root = sqrtf(corrected(rule.log_beta2, *steps));
  for (int i = begin + threadIdx.x; i < end; i += blockDim.x) {
    float g = table.gradient[tensor][i] * scale;
    float m = rule.beta1 * table.first[tensor][i] + rule.rest1 * g;
    float v = rule.beta2 * table.second[tensor][i] + rule.rest2 * g * g;
    table.first[tensor][i] = m;
    table.second[tensor][i] = v;
    table.parameter[tensor][i] =
        table.parameter[tensor][i] * kept - step * m / (sqrtf(v) / root + rule.eps);
  }
}
