#include "predict/native_runtime.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/error.h"
#include "core/text.h"
#include "kernels/bf16.h"

namespace mlrun {
namespace {

void softmax(float* row, size_t classes) {
  const float largest = *std::max_element(row, row + classes);
  float sum = 0;
  for (size_t k = 0; k < classes; ++k) {
    row[k] = std::exp(row[k] - largest);
    sum += row[k];
  }
  for (size_t k = 0; k < classes; ++k) row[k] /= sum;
}

}  // namespace

NativeRuntime::NativeRuntime(std::unique_ptr<NativeNet> net, const ModelDescription& description,
                             bool bf16)
    : net_(std::move(net)),
      outputs_(description.outputs),
      classification_(description.classification),
      bf16_(bf16) {}

std::vector<float> NativeRuntime::answer(const Features& rows) const {
  std::vector<float> answers(static_cast<size_t>(rows.rows * outputs_));
  answer(rows, 0, rows.rows, answers.data());
  return answers;
}

void NativeRuntime::answer(const Features& rows, int64_t first, int64_t count, float* out) const {
  if (net_->members() > 1) return mean_of_members(rows, first, count, out);
  net_->forward(rows, first, count, out);
  if (!classification_) return;
  const auto classes = static_cast<size_t>(outputs_);
  for (int64_t row = 0; row < count; ++row, out += classes) softmax(out, classes);
}

// Of their answers, not of their logits; some rows at a time.
void NativeRuntime::mean_of_members(const Features& rows, int64_t first, int64_t count,
                                    float* out) const {
  constexpr int64_t kBlock = 1024;
  const auto members = static_cast<size_t>(net_->members());
  const auto outputs = static_cast<size_t>(outputs_);
  std::vector<float> each(static_cast<size_t>(std::min(kBlock, count)) * members * outputs);
  for (int64_t done = 0; done < count; done += kBlock) {
    const int64_t block = std::min(kBlock, count - done);
    net_->forward(rows, first + done, block, each.data());
    float* member = each.data();
    for (int64_t row = 0; row < block; ++row, out += outputs) {
      std::fill_n(out, outputs, 0.0F);
      for (size_t m = 0; m < members; ++m, member += outputs) {
        if (classification_) softmax(member, outputs);
        for (size_t o = 0; o < outputs; ++o) out[o] += member[o];
      }
      for (size_t o = 0; o < outputs; ++o) out[o] /= static_cast<float>(members);
    }
  }
}

std::unique_ptr<NativeRuntime> make_native_runtime(const ModelDescription& description,
                                                   const StateDict& state,
                                                   const std::string& precision) {
  const Instructions instructions = choose_instructions(std::getenv("MLRUN_CPU"));
  const bool bf16 = precision == "bf16";
  if (bf16 && bf16_kernel(instructions) == nullptr) {
    throw Error(ErrorKind::kUsage,
                "--precision bf16: this processor does not multiply bf16; --precision fp32");
  }
  auto net = make_native_net(description, state, instructions, bf16);
  if (net == nullptr) return nullptr;
  return std::make_unique<NativeRuntime>(std::move(net), description, bf16);
}

RuntimeMaker native_or(RuntimeMaker other, std::string precision) {
  return [other = std::move(other), precision = std::move(precision)](const ModelDescription& net,
                                                                      const StateDict& state) {
    std::unique_ptr<Runtime> native = make_native_runtime(net, state, precision);
    return native ? std::move(native) : other(net, state);
  };
}

Instructions choose_instructions(const char* asked) {
  if (asked == nullptr || *asked == '\0') return host_instructions();
  const auto named = instructions_named(asked);
  if (!named) {
    throw Error(
        ErrorKind::kUsage,
        "MLRUN_CPU: expected baseline, avx2, avx512 or avx512_bf16, got " + mlrun::quoted(asked));
  }
  if (!host_has(*named)) {
    throw Error(ErrorKind::kUsage, "MLRUN_CPU: this processor has no " + std::string(name(*named)));
  }
  return *named;
}

}  // namespace mlrun
