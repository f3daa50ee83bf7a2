#pragma once

#include <optional>
#include <string_view>

namespace mlrun {

// What a kernel may use of the processor. Each is compiled for each of these from one source; where
// the processor is no x86-64 there is the baseline only.
enum class Instructions {
  kBaseline,    // what the compiler may take for granted: SSE2 on x86-64
  kAvx2,        // AVX2 and fused multiply-add
  kAvx512,      // AVX-512F
  kAvx512Bf16,  // and products of bf16 (kernels/bf16.h); what is fp32 is that of AVX-512
};

// "baseline", "avx2", "avx512", "avx512_bf16".
std::string_view name(Instructions instructions);
std::optional<Instructions> instructions_named(std::string_view name);

// Whether this program has such kernels and this processor runs them.
bool host_has(Instructions instructions);
// The strongest that host_has.
Instructions host_instructions();

}  // namespace mlrun
