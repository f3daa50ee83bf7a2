#pragma once

#include <memory>
#include <string>
#include <vector>

#include "predict/native_net.h"
#include "predict/runtime.h"

namespace mlrun {

// A Runtime on the CPU by our own kernels; needs no LibTorch.
class NativeRuntime final : public Runtime {
 public:
  NativeRuntime(std::unique_ptr<NativeNet> net, const ModelDescription& description,
                bool bf16 = false);
  std::string description() const override {
    return bf16_ ? "native on cpu in bf16" : "native on cpu";
  }
  std::string device() const override { return "cpu"; }
  bool concurrent() const override { return true; }
  std::vector<float> answer(const Features& rows) const override;
  // Answers to rows first .. first + count: out [count, outputs]. The bits of a row's answer do not
  // depend on which rows stand beside it.
  void answer(const Features& rows, int64_t first, int64_t count, float* out) const;

 private:
  void mean_of_members(const Features& rows, int64_t first, int64_t count, float* out) const;

  std::unique_ptr<NativeNet> net_;
  int64_t outputs_;
  bool classification_;
  bool bf16_;
};

// The runtime of a description with these tensors; null when its net has no native form, or none of
// that precision (fp32 | bf16). Throws Error(kModel) for tensors that do not fit, Error(kUsage) for
// a bad MLRUN_CPU or bf16 on a processor that does not multiply it.
std::unique_ptr<NativeRuntime> make_native_runtime(const ModelDescription& description,
                                                   const StateDict& state,
                                                   const std::string& precision = "fp32");

// By our own kernels where a net has a native form of that precision, else by `other`.
RuntimeMaker native_or(RuntimeMaker other, std::string precision = "fp32");

// What the kernels may use: the best this processor has, or what `asked` (the variable MLRUN_CPU;
// null or empty: not set) names. Throws Error(kUsage) for an unknown name or more than there is.
Instructions choose_instructions(const char* asked);

}  // namespace mlrun
