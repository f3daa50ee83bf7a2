#include "predict/predictor.h"

#include <algorithm>

#include "core/text.h"
#include "predict/ensemble.h"
#include "predict/model_size.h"
#include "predict/temperature.h"

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

// [rows, outputs], chunk by chunk.
std::vector<float> net_answers(const Runtime& runtime, const Features& features, int64_t outputs) {
  if (features.rows > 0 && features.rows <= kChunk) return runtime.answer(features);
  std::vector<float> answers;
  answers.reserve(static_cast<size_t>(features.rows * outputs));
  for (int64_t begin = 0; begin < features.rows; begin += kChunk) {
    const int64_t count = std::min(kChunk, features.rows - begin);
    const auto part = runtime.answer(rows_of(features, begin, count));
    answers.insert(answers.end(), part.begin(), part.end());
  }
  return answers;
}

TargetTransform target_of(const ModelBundle& bundle) {
  return TargetTransform::from_json(
      json_get<Json>(bundle.features, "target", "features", ErrorKind::kModel));
}

int64_t outputs_of(const DataSpec& spec) {
  return spec.is_classification() ? static_cast<int64_t>(spec.classes.size()) : 1;
}

std::shared_ptr<const FeaturePipeline> shared_pipeline(const ModelBundle& bundle) {
  return std::make_shared<const FeaturePipeline>(load_pipeline(bundle));
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
      target_(target_of(bundle)),
      outputs_(outputs_of(spec_)),
      temperature_(temperature_of(bundle)) {
  parts_.push_back({1, shared_pipeline(bundle), target_, std::move(runtime)});
}

Predictor::Predictor(const ModelBundle& bundle, const RuntimeMaker& make)
    : spec_(bundle.data_spec),
      target_(target_of(bundle)),
      outputs_(outputs_of(spec_)),
      temperature_(temperature_of(bundle)) {
  if (!is_ensemble(bundle)) {
    add_net(1, bundle, shared_pipeline(bundle), make);
    return;
  }
  const std::vector<EnsembleMember> members = members_of(bundle);
  for (auto member = members.begin(); member != members.end(); ++member) {
    const ModelBundle& net = member->bundle;
    const auto twin = std::find_if(members.begin(), member, [&](const EnsembleMember& before) {
      return before.bundle.features == net.features && before.bundle.arrays == net.arrays;
    });
    auto pipeline = twin == member ? shared_pipeline(net)
                                   : parts_[static_cast<size_t>(twin - members.begin())].pipeline;
    add_net(member->weight, net, std::move(pipeline), make);
  }
}

void Predictor::add_net(double weight, const ModelBundle& net,
                        std::shared_ptr<const FeaturePipeline> pipeline, const RuntimeMaker& make) {
  const auto description = description_from_json(net.model, pipeline->layout(), "model");
  parts_.push_back({weight, std::move(pipeline), target_of(net), make(description, net.state),
                    size_of(description).products});
}

std::string Predictor::description() const {
  std::vector<std::string> kinds;
  for (const Part& part : parts_) {
    const std::string kind = part.runtime->description();
    if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) kinds.push_back(kind);
  }
  const std::string all = join(kinds, " and ");
  return parts_.size() == 1 ? all : std::to_string(parts_.size()) + " nets, " + all;
}

bool Predictor::concurrent() const {
  return std::all_of(parts_.begin(), parts_.end(),
                     [](const Part& part) { return part.runtime->concurrent(); });
}

double Predictor::products() const {
  double sum = 0;
  for (const Part& part : parts_) sum += part.products;
  return sum;
}

std::vector<float> Predictor::raw(const Table& table) const {
  if (spec_.is_classification()) return predict(table).values;
  if (parts_.size() == 1) {
    return net_answers(*parts_[0].runtime, parts_[0].pipeline->transform(table), outputs_);
  }
  std::vector<float> answers = mean_answers(table);
  for (float& answer : answers) answer = target_.to_net(answer);
  return answers;
}

Predictions Predictor::predict(const Table& table) const {
  Predictions predictions{table.rows, outputs_, mean_answers(table)};
  scale_by_temperature(predictions.values, outputs_, temperature_);
  return predictions;
}

std::vector<float> Predictor::mean_answers(const Table& table) const {
  std::vector<double> sum;
  const FeaturePipeline* pipeline = nullptr;
  Features features;
  for (const Part& part : parts_) {
    if (part.pipeline.get() != pipeline) features = part.pipeline->transform(table);
    pipeline = part.pipeline.get();
    std::vector<float> answers = net_answers(*part.runtime, features, outputs_);
    if (!spec_.is_classification()) {
      for (float& answer : answers) answer = part.target.to_user(answer);
    }
    if (parts_.size() == 1) return answers;
    sum.resize(answers.size());
    for (size_t i = 0; i < answers.size(); ++i)
      sum[i] += part.weight * static_cast<double>(answers[i]);
  }
  return {sum.begin(), sum.end()};
}

}  // namespace mlrun
