#include "predict/predictor.h"

#include <algorithm>

namespace mlrun {
namespace {

// Rows answered at a time: activations of a chunk stay in cache, and memory is bounded.
constexpr int64_t kChunk = 1024;

std::vector<NamedArray> arrays_of(const StateDict& tensors) {
  std::vector<NamedArray> arrays;
  for (const auto& [name, tensor] : tensors) {
    arrays.push_back({name, tensor.shape, tensor.doubles()});
  }
  return arrays;
}

Features rows_of(const Features& all, int64_t begin, int64_t count) {
  const auto slice = [&](const auto& values) {
    const auto width = static_cast<int64_t>(values.size()) / std::max<int64_t>(all.rows, 1);
    return std::decay_t<decltype(values)>(values.begin() + begin * width,
                                          values.begin() + (begin + count) * width);
  };
  return {count, slice(all.dense), slice(all.codes)};
}

}  // namespace

FeaturePipeline load_pipeline(const ModelBundle& bundle) {
  return FeaturePipeline::load(bundle.features, arrays_of(bundle.arrays), bundle.data_spec);
}

StateDict state_of(const FeaturePipeline& pipeline) {
  StateDict tensors;
  for (const auto& array : pipeline.arrays()) {
    tensors.emplace(array.name, HostTensor::of(array.shape, array.values));
  }
  return tensors;
}

int64_t Predictions::label(int64_t row) const {
  const auto first = values.begin() + row * outputs;
  return std::max_element(first, first + outputs) - first;
}

Predictor::Predictor(const ModelBundle& bundle, std::unique_ptr<Runtime> runtime)
    : spec_(bundle.data_spec),
      pipeline_(load_pipeline(bundle)),
      target_(TargetTransform::from_json(
          json_get<Json>(bundle.features, "target", "features", ErrorKind::kModel))),
      outputs_(spec_.is_classification() ? static_cast<int64_t>(spec_.classes.size()) : 1),
      runtime_(std::move(runtime)) {}

std::vector<float> Predictor::raw(const Table& table) const {
  const Features features = pipeline_.transform(table);
  std::vector<float> answers;
  answers.reserve(static_cast<size_t>(table.rows * outputs_));
  for (int64_t begin = 0; begin < table.rows; begin += kChunk) {
    const int64_t count = std::min(kChunk, table.rows - begin);
    const auto part = runtime_->answer(rows_of(features, begin, count));
    answers.insert(answers.end(), part.begin(), part.end());
  }
  return answers;
}

Predictions Predictor::predict(const Table& table) const {
  Predictions predictions{table.rows, outputs_, raw(table)};
  if (!spec_.is_classification()) {
    for (float& value : predictions.values) {
      value = static_cast<float>(static_cast<double>(value) * target_.deviation + target_.mean);
    }
  }
  return predictions;
}

}  // namespace mlrun
