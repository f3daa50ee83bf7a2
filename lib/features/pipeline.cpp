#include "features/pipeline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>

#include "features/category_codes.h"
#include "features/pipeline_state.h"
#include "features/table_check.h"

namespace mlrun {
namespace {

// Rows per pass over the columns: small enough that a block stays in the cache.
constexpr int64_t kBlock = 1024;

float narrow(double value) {
  constexpr double kLimit = std::numeric_limits<float>::max();
  return static_cast<float>(std::clamp(value, -kLimit, kLimit));
}

void check_columns(const PipelineState& state, const Table& table) {
  for (const NumericInput& input : state.inputs) check_cells(table, state.spec, input.column);
  for (const size_t column : state.indicators) check_cells(table, state.spec, column);
  for (const size_t column : state.categorical) check_cells(table, state.spec, column);
}

// Rows first .. first + rows of input `at`, into every width-th float of `dense`.
void write_input(const PipelineState& state, const Table& table, size_t at, int64_t first,
                 int64_t rows, float* dense) {
  std::array<double, kBlock> raw;
  std::array<double, kBlock> scaled;
  const auto cells = std::span(raw).first(static_cast<size_t>(rows));
  read_cells(table, state.inputs[at], first, cells);
  std::copy(cells.begin(), cells.end(), scaled.begin());
  state.transform->apply(at, std::span(scaled).first(cells.size()));
  const int64_t width = state.layout.dense_width();
  for (size_t i = 0; i < cells.size(); ++i, dense += width) {
    *dense = narrow(std::isnan(cells[i]) ? state.fill[at] : scaled[i]);
  }
}

void write_dense(const PipelineState& state, const Table& table, int64_t first, int64_t rows,
                 Features& features) {
  const int64_t width = state.layout.dense_width();
  float* dense = features.dense.data() + first * width;
  for (size_t at = 0; at < state.inputs.size(); ++at) {
    write_input(state, table, at, first, rows, dense + at);
  }
  for (size_t at = 0; at < state.indicators.size(); ++at) {
    float* out = dense + state.inputs.size() + at;
    for (int64_t row = first; row < first + rows; ++row, out += width) {
      *out = is_missing(table, state.indicators[at], row) ? 1.0f : 0.0f;
    }
  }
}

void write_codes(const PipelineState& state, const Table& table, Features& features) {
  const size_t width = state.categorical.size();
  for (size_t at = 0; at < width; ++at) {
    for (int64_t row = 0; row < table.rows; ++row) {
      features.codes[static_cast<size_t>(row) * width + at] =
          category_code(table, state.categorical[at], row, state.slots[at]);
    }
  }
}

}  // namespace

FeatureLayout layout_of(const PipelineState& state) {
  FeatureLayout layout;
  for (const NumericInput& input : state.inputs) {
    layout.numeric.push_back(name(input, state.spec));
  }
  for (const size_t column : state.indicators) {
    layout.indicators.push_back(state.spec.columns[column].name + ".missing");
  }
  for (size_t at = 0; at < state.categorical.size(); ++at) {
    layout.categorical.push_back(state.spec.columns[state.categorical[at]].name);
    layout.cardinalities.push_back(state.slots[at].count());
  }
  return layout;
}

struct FeaturePipeline::State : PipelineState {};

FeaturePipeline::FeaturePipeline(std::unique_ptr<State> state) : state_(std::move(state)) {}
FeaturePipeline::FeaturePipeline(FeaturePipeline&&) noexcept = default;
FeaturePipeline& FeaturePipeline::operator=(FeaturePipeline&&) noexcept = default;
FeaturePipeline::~FeaturePipeline() = default;

FeaturePipeline FeaturePipeline::fit(const Table& train, const FeatureOptions& options,
                                     uint64_t seed, std::vector<std::string>& remarks) {
  return FeaturePipeline(
      std::make_unique<State>(State{fit_pipeline(train, options, seed, remarks)}));
}

FeaturePipeline FeaturePipeline::load(const Json& json, const std::vector<NamedArray>& arrays,
                                      const DataSpec& spec) {
  return FeaturePipeline(std::make_unique<State>(State{load_pipeline(json, arrays, spec)}));
}

Json FeaturePipeline::to_json() const {
  return mlrun::to_json(static_cast<const PipelineState&>(*state_));
}

std::vector<NamedArray> FeaturePipeline::arrays() const {
  std::vector<NamedArray> arrays = state_->transform->arrays();
  if (!state_->fill.empty()) {
    arrays.push_back({"fill", {static_cast<int64_t>(state_->fill.size())}, state_->fill});
  }
  return arrays;
}

const FeatureLayout& FeaturePipeline::layout() const { return state_->layout; }

Features FeaturePipeline::transform(const Table& table) const {
  check_columns(*state_, table);
  Features features;
  features.rows = table.rows;
  features.dense.resize(static_cast<size_t>(table.rows * state_->layout.dense_width()));
  features.codes.resize(static_cast<size_t>(table.rows) * state_->categorical.size());
  for (int64_t first = 0; first < table.rows; first += kBlock) {
    write_dense(*state_, table, first, std::min(kBlock, table.rows - first), features);
  }
  write_codes(*state_, table, features);
  return features;
}

}  // namespace mlrun
