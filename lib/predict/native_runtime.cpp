#include "predict/native_runtime.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/error.h"
#include "core/text.h"

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

NativeRuntime::NativeRuntime(std::unique_ptr<NativeNet> net, const ModelDescription& description)
    : net_(std::move(net)),
      outputs_(description.outputs),
      classification_(description.classification) {}

std::vector<float> NativeRuntime::answer(const Features& rows) const {
  const auto classes = static_cast<size_t>(outputs_);
  std::vector<float> answers(static_cast<size_t>(rows.rows) * classes);
  if (net_->members() > 1) return mean_of_members(rows);
  net_->forward(rows, 0, rows.rows, answers.data());
  if (!classification_) return answers;
  for (size_t at = 0; at < answers.size(); at += classes) softmax(answers.data() + at, classes);
  return answers;
}

// Of their answers, not of their logits; some rows at a time.
std::vector<float> NativeRuntime::mean_of_members(const Features& rows) const {
  constexpr int64_t kBlock = 1024;
  const auto members = static_cast<size_t>(net_->members());
  const auto outputs = static_cast<size_t>(outputs_);
  std::vector<float> answers;
  std::vector<float> each(static_cast<size_t>(std::min(kBlock, rows.rows)) * members * outputs);
  for (int64_t first = 0; first < rows.rows; first += kBlock) {
    const int64_t count = std::min(kBlock, rows.rows - first);
    net_->forward(rows, first, count, each.data());
    float* member = each.data();
    for (int64_t row = 0; row < count; ++row) {
      const size_t at = answers.size();
      answers.resize(at + outputs, 0.0F);
      for (size_t m = 0; m < members; ++m, member += outputs) {
        if (classification_) softmax(member, outputs);
        for (size_t o = 0; o < outputs; ++o) answers[at + o] += member[o];
      }
      for (size_t o = 0; o < outputs; ++o) answers[at + o] /= static_cast<float>(members);
    }
  }
  return answers;
}

std::unique_ptr<Runtime> make_native_runtime(const ModelDescription& description,
                                             const StateDict& state) {
  auto net = make_native_net(description, state, choose_instructions(std::getenv("MLRUN_CPU")));
  if (net == nullptr) return nullptr;
  return std::make_unique<NativeRuntime>(std::move(net), description);
}

RuntimeMaker native_or(RuntimeMaker other) {
  return [other = std::move(other)](const ModelDescription& net, const StateDict& state) {
    auto native = make_native_runtime(net, state);
    return native ? std::move(native) : other(net, state);
  };
}

Instructions choose_instructions(const char* asked) {
  if (asked == nullptr || *asked == '\0') return host_instructions();
  const auto named = instructions_named(asked);
  if (!named) {
    throw Error(ErrorKind::kUsage,
                "MLRUN_CPU: expected baseline, avx2 or avx512, got " + mlrun::quoted(asked));
  }
  if (!host_has(*named)) {
    throw Error(ErrorKind::kUsage, "MLRUN_CPU: this processor has no " + std::string(name(*named)));
  }
  return *named;
}

}  // namespace mlrun
