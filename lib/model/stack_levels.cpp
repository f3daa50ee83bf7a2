#include "model/stack_levels.h"

#include <ATen/ops/zeros.h>

#include <utility>

namespace mlrun {
namespace {

enum Single : int64_t { kX, kFactors, kHeads, kIncoming, kSingles };
enum PerLayer : int64_t { kWeight, kBias, kInput, kGradient, kPerLayer };

}  // namespace

StackLevels::StackLevels(int64_t layers, int64_t p, const at::Tensor& like) : layers_(layers) {
  if (p == 2) all_ = at::zeros({kSingles + kPerLayer * layers, 2}, like.options());
}

StackLevels::StackLevels(int64_t layers, at::Tensor all) : layers_(layers), all_(std::move(all)) {}

at::Tensor StackLevels::at(int64_t row) const { return all_.defined() ? all_[row] : all_; }

at::Tensor StackLevels::of_layer(int64_t kind, int64_t layer) const {
  return at(kSingles + kind * layers_ + layer);
}

at::Tensor StackLevels::x() const { return at(kX); }
at::Tensor StackLevels::factors() const { return at(kFactors); }
at::Tensor StackLevels::heads() const { return at(kHeads); }
at::Tensor StackLevels::incoming() const { return at(kIncoming); }
at::Tensor StackLevels::weight(int64_t layer) const { return of_layer(kWeight, layer); }
at::Tensor StackLevels::bias(int64_t layer) const { return of_layer(kBias, layer); }
at::Tensor StackLevels::input(int64_t layer) const { return of_layer(kInput, layer); }
at::Tensor StackLevels::gradient(int64_t layer) const { return of_layer(kGradient, layer); }

}  // namespace mlrun
