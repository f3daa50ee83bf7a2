#include "model/kept_members.h"

#include <ATen/ops/softmax.h>
#include <c10/core/InferenceMode.h>
#include <torch/types.h>

#include <algorithm>
#include <cassert>

#include "config/member_count.h"
#include "core/error.h"
#include "device/host_state.h"
#include "model/model_factory.h"

namespace mlrun {
namespace {

constexpr int64_t kChunk = 1024;

// [n, members, outputs].
at::Tensor answers_of(Net& net, const NetInput& rows, bool classification) {
  const at::Tensor out = net.forward(rows);
  return (classification ? at::softmax(out, -1) : out).contiguous();
}

// Blocks of the first dimension, `count` in all.
HostTensor take_blocks(const HostTensor& all, int64_t count, const std::vector<int64_t>& blocks) {
  HostTensor kept{all.dtype, all.shape, {}};
  kept.shape[0] = all.shape[0] / count * static_cast<int64_t>(blocks.size());
  const auto size = static_cast<std::ptrdiff_t>(all.bytes.size()) / count;
  for (const int64_t block : blocks) {
    const auto first = all.bytes.begin() + block * size;
    kept.bytes.insert(kept.bytes.end(), first, first + size);
  }
  return kept;
}

}  // namespace

MemberAnswers member_answers(const ModelDescription& description, const StateDict& state,
                             const Features& rows) {
  const c10::InferenceMode inference;
  const auto net = make_net(description, at::kCPU, 0);
  load_state(*net, state);
  net->eval();
  const NetInput all = place_features(rows, description.layout, at::kCPU);
  MemberAnswers answers{net->members(), description.outputs, {}};
  for (int64_t begin = 0; begin < rows.rows; begin += kChunk) {
    const int64_t count = std::min(kChunk, rows.rows - begin);
    const at::Tensor part = answers_of(*net, all.slice(begin, count), description.classification);
    assert(part.dim() == 3);
    const float* values = part.const_data_ptr<float>();
    answers.values.insert(answers.values.end(), values, values + part.numel());
  }
  return answers;
}

StateDict keep_members(const ModelDescription& description, const StateDict& state,
                       const std::vector<int64_t>& members) {
  const int64_t all = member_count(description.config);
  const auto kept = static_cast<int64_t>(members.size());
  assert(0 < kept && kept < all);
  ModelDescription smaller = description;
  set_member_count(smaller.config, kept);
  StateDict result;
  for (const auto& [name, wanted] : host_state(*make_net(smaller, at::kCPU, 0))) {
    const auto found = state.find(name);
    if (found == state.end()) throw Error(ErrorKind::kModel, "model: no tensor \"" + name + "\"");
    const HostTensor& tensor = found->second;
    const bool shared = tensor.shape == wanted.shape;
    HostTensor taken = shared || tensor.shape.empty() || tensor.shape[0] % all != 0
                           ? tensor
                           : take_blocks(tensor, all, members);
    if (taken.shape != wanted.shape) {
      throw Error(ErrorKind::kModel, "model: tensor \"" + name + "\" is " + describe(tensor) +
                                         ", which is not of " + std::to_string(all) + " members");
    }
    result.emplace(name, std::move(taken));
  }
  return result;
}

}  // namespace mlrun
