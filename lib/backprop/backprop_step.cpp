#include "backprop/backprop_step.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace mlrun {
namespace {

constexpr double kAllBits = 4294967296.0;  // 2^32

// The first layer that gradients go back through.
size_t first_back(const NetShape& shape) { return shape.scaled || shape.inputs_learn() ? 0 : 1; }

const Bf16Kernel* bf16_of(const BackpropStepOptions& options) {
  return options.bf16 ? bf16_kernel(options.instructions) : nullptr;
}

}  // namespace

BackpropStep::BackpropStep(BackpropStepOptions options)
    : options_(std::move(options)),
      slots_(options_.shape),
      weights_(options_.shape, slots_, product_kernel(options_.instructions).lanes,
               first_back(options_.shape), bf16_of(options_)),
      team_(options_.threads),
      order_(options_.shape, static_cast<size_t>(team_.size())),
      ops_(step_ops(options_.instructions)),
      parameters_(slots_.floats()),
      update_(options_.update, slots_.floats(), ops_) {
  for (int member = 0; member < team_.size(); ++member) {
    passes_.push_back(std::make_unique<ChunkPass>(
        options_.shape, slots_, weights_, options_.edges, options_.instructions,
        mask_bits(options_.seed, static_cast<uint64_t>(member)), bf16_of(options_)));
    slices_.push_back(slices_of(static_cast<size_t>(member)));
  }
  squares_.resize(passes_.size());
}

// The parameters are shared out evenly; where a share crosses slots of other rules it is cut.
std::vector<ParameterSlice> BackpropStep::slices_of(size_t member) const {
  const auto parts = static_cast<size_t>(team_.size());
  const auto bound = [&](size_t part) { return slots_.floats() / 16 * part / parts * 16; };
  std::vector<ParameterSlice> slices;
  for (size_t i = 0; i < slots_.all().size(); ++i) {
    const ParameterSlot& slot = slots_.all()[i];
    const size_t begin = std::max(slot.offset, bound(member));
    const size_t end = std::min(slot.offset + slot.floats(), bound(member + 1));
    if (begin < end) slices.push_back({begin, end, options_.rules.at(i)});
  }
  return slices;
}

void BackpropStep::refresh() {
  const auto parts = passes_.size();
  team_.run(
      [&](int member) { weights_.pack(parameters_.data(), static_cast<size_t>(member), parts); });
}

// Who does a worker's piece changes no bit of it.
double BackpropStep::run(const BatchSource& source, const BatchRows& batch, double lr) {
  if (team_.size() == 1) return one_step(source, batch, lr);
  team_.set_alone(trial_.alone());
  const auto start = std::chrono::steady_clock::now();
  const double loss = one_step(source, batch, lr);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  trial_.took(took.count());
  team_.set_alone(false);
  return loss;
}

double BackpropStep::one_step(const BatchSource& source, const BatchRows& batch, double lr) {
  const double loss = add_up_gradients(source, batch);
  double norm = 0;
  for (const double square : squares_) norm += square;
  norm = std::sqrt(norm);
  const double limit = options_.clip_norm;
  const double scale = limit > 0 ? std::min(1.0, limit / (norm + 1e-6)) : 1.0;
  update_.begin({lr, scale, decay_share_});
  team_.run([&](int member) {
    for (const ParameterSlice& slice : slices_[static_cast<size_t>(member)]) {
      update_.move(slice, parameters_.data(), gradients());
    }
  });
  refresh();
  return loss;
}

double BackpropStep::add_up_gradients(const BatchSource& source, const BatchRows& rows) {
  const BatchRows batch = order_.ordered(source.table, rows);
  const double dropout = options_.dropout * dropout_share_;
  const StepTask task{source,
                      batch,
                      options_.loss,
                      parameters_.data(),
                      static_cast<float>(row_scale(source, batch)),
                      static_cast<uint32_t>(std::min(dropout * kAllBits, kAllBits - 1)),
                      static_cast<float>(1 / (1 - dropout))};
  const size_t parts = passes_.size();
  team_.run([&](int member) {
    const auto part = static_cast<size_t>(member);
    passes_[part]->run(task, batch.places * part / parts, batch.places * (part + 1) / parts);
  });
  team_.run([&](int member) {
    squares_[static_cast<size_t>(member)] = reduce(static_cast<size_t>(member));
  });
  double loss = 0;
  for (const auto& pass : passes_) loss += pass->loss();
  return loss;
}

// Its share / what the batch counts, all members.
double BackpropStep::row_scale(const BatchSource& source, const BatchRows& batch) const {
  const size_t members = options_.shape.members;
  const size_t count = batch.places * (batch.per_member ? members : 1);
  if (source.weights == nullptr) return batch.share / static_cast<double>(batch.places * members);
  double sum = 0;
  for (size_t i = 0; i < count; ++i) sum += source.weights[batch.rows[i]];
  if (!batch.per_member) sum *= static_cast<double>(members);
  return batch.share / std::max(sum, 1e-30);
}

// Sums the workers' gradients of this member's slices into the first worker's; the sum of squares.
double BackpropStep::reduce(size_t member) {
  constexpr size_t kBlock = 4096;  // few enough that a float holds the sum of their squares
  double squares = 0;
  for (const ParameterSlice& slice : slices_[member]) {
    for (size_t at = slice.begin; at < slice.end; at += kBlock) {
      const size_t count = std::min(kBlock, slice.end - at);
      float* sum = passes_.front()->gradients() + at;
      for (size_t i = 1; i < passes_.size(); ++i)
        ops_.add(sum, passes_[i]->gradients() + at, count);
      squares += ops_.dot(sum, sum, count);
    }
  }
  return squares;
}

}  // namespace mlrun
