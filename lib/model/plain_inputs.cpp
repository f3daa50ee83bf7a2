#include "model/plain_inputs.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/where.h>
#include <torch/types.h>

#include <array>

#include "device/device.h"
#include "predict/stack_shape.h"

namespace mlrun {
namespace {

// How often a column is -1, 0 and 1.
using Counts = std::array<int64_t, 3>;

// The value of this rank, from 0.
double ranked(const Counts& counts, int64_t rank) {
  if (rank < counts[0]) return -1;
  return rank < counts[0] + counts[1] ? 0 : 1;
}

// The quantile at part / 4, linear between the two nearest values.
double quarter(const Counts& counts, int64_t part) {
  const int64_t last = counts[0] + counts[1] + counts[2] - 1;
  const int64_t below = last * part / 4;
  const double share = static_cast<double>(last * part % 4) / 4;
  const double low = ranked(counts, below);
  return share == 0 ? low : low + share * (ranked(counts, below + 1) - low);
}

double factor_of(const Counts& counts) {
  const int64_t last = counts[0] + counts[1] + counts[2] - 1;
  const double quarters = quarter(counts, 3) - quarter(counts, 1);
  if (quarters > 0) return 1 / quarters;
  const double range = ranked(counts, last) - ranked(counts, 0);
  return range > 0 ? 2 / range : 0;
}

std::vector<Counts> count(const Features& train, const FeatureLayout& layout,
                          const std::vector<int64_t>& single, const std::vector<int64_t>& many) {
  const size_t numeric = layout.numeric.size();
  const size_t indicators = layout.indicators.size();
  size_t columns = indicators + single.size();
  std::vector<size_t> first;
  for (const int64_t category : many) {
    first.push_back(columns);
    columns += static_cast<size_t>(layout.cardinalities[static_cast<size_t>(category)]);
  }
  std::vector<Counts> counts(columns, Counts{0, train.rows, 0});
  const auto add = [&](size_t column, int64_t value) {
    --counts[column][1];
    ++counts[column][static_cast<size_t>(value + 1)];
  };
  for (int64_t row = 0; row < train.rows; ++row) {
    const float* dense = train.dense.data() + row * layout.dense_width();
    const int32_t* codes =
        train.codes.data() + row * static_cast<int64_t>(layout.categorical.size());
    for (size_t i = 0; i < indicators; ++i) add(i, dense[numeric + i] > 0.5F ? 1 : 0);
    for (size_t i = 0; i < single.size(); ++i) {
      const int64_t levels = layout.cardinalities[static_cast<size_t>(single[i])];
      add(indicators + i, single_value(codes[single[i]], levels));
    }
    for (size_t i = 0; i < many.size(); ++i) {
      const int32_t code = codes[many[i]];
      if (code >= 0) add(first[i] + static_cast<size_t>(code), 1);
    }
  }
  return counts;
}

}  // namespace

PlainInputsImpl::PlainInputsImpl(const FeatureLayout& layout, int64_t one_hot_limit,
                                 const at::Device& device)
    : layout_(layout) {
  FeatureLayout coded;  // what the one-hot layer sees
  std::vector<float> unknown;
  for (size_t i = 0; i < layout.cardinalities.size(); ++i) {
    const int64_t levels = layout.cardinalities[i];
    if (levels > one_hot_limit) continue;
    if (levels <= 2) {
      single_.push_back(static_cast<int64_t>(i));
      unknown.push_back(static_cast<float>(single_value(-1, levels)));
    } else {
      many_.push_back(static_cast<int64_t>(i));
      coded.categorical.push_back(layout.categorical[i]);
      coded.cardinalities.push_back(levels);
    }
  }
  coded.indicators.resize(layout.indicators.size() + single_.size());
  width_ = coded.one_hot_width();
  single_columns_ = place(torch::tensor(single_, at::kLong), device);
  many_columns_ = place(torch::tensor(many_, at::kLong), device);
  unknown_ = place(torch::tensor(unknown), device);
  one_hot_ = OneHot(coded, device);
  center_ = register_buffer("center", place(torch::zeros({width_}), device));
  factor_ = register_buffer("factor", place(torch::ones({width_}), device));
}

at::Tensor PlainInputsImpl::codes_of(const NetInput& rows, const at::Tensor& columns) const {
  return rows.codes.index_select(1, columns);
}

at::Tensor PlainInputsImpl::forward(const NetInput& rows) {
  NetInput plain;
  plain.dense = rows.dense.narrow(1, static_cast<int64_t>(layout_.numeric.size()),
                                  static_cast<int64_t>(layout_.indicators.size()));
  if (!single_.empty()) {
    const at::Tensor codes = codes_of(rows, single_columns_);
    const at::Tensor known = (1 - 2 * codes).to(at::kFloat);
    plain.dense = at::cat({plain.dense, at::where(codes.ge(0), known, unknown_)}, 1);
  }
  if (!many_.empty()) plain.codes = codes_of(rows, many_columns_);
  constexpr double kClip = 3;
  const at::Tensor x = (one_hot_(plain) - center_) * factor_;
  return x * (x / kClip).square_().add_(1).rsqrt_();
}

void PlainInputsImpl::start(const Features& train) {
  if (width_ == 0 || train.rows == 0) return;
  const auto counts = count(train, layout_, single_, many_);
  std::vector<float> center, factor;
  for (const Counts& column : counts) {
    center.push_back(static_cast<float>(quarter(column, 2)));
    factor.push_back(static_cast<float>(factor_of(column)));
  }
  center_.copy_(torch::tensor(center));
  factor_.copy_(torch::tensor(factor));
}

}  // namespace mlrun
