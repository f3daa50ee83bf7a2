#include "kernels/instructions.h"

namespace mlrun {
namespace {

constexpr Instructions kAll[] = {Instructions::kAvx512Bf16, Instructions::kAvx512,
                                 Instructions::kAvx2, Instructions::kBaseline};

}  // namespace

std::string_view name(Instructions instructions) {
  switch (instructions) {
    case Instructions::kBaseline:
      return "baseline";
    case Instructions::kAvx2:
      return "avx2";
    case Instructions::kAvx512:
      return "avx512";
    case Instructions::kAvx512Bf16:
      return "avx512_bf16";
  }
  return "";
}

std::optional<Instructions> instructions_named(std::string_view text) {
  for (const Instructions known : kAll) {
    if (name(known) == text) return known;
  }
  return std::nullopt;
}

bool host_has(Instructions instructions) {
#ifdef __x86_64__
  if (instructions == Instructions::kAvx512Bf16) {
    return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bf16") != 0;
  }
  if (instructions == Instructions::kAvx512) return __builtin_cpu_supports("avx512f") != 0;
  if (instructions == Instructions::kAvx2) {
    return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
  }
#endif
  return instructions == Instructions::kBaseline;
}

Instructions host_instructions() {
  for (const Instructions known : kAll) {
    if (host_has(known)) return known;
  }
  return Instructions::kBaseline;
}

}  // namespace mlrun
