#include "plan/cost.h"

#include <algorithm>
#include <cmath>

#include "config/member_count.h"
#include "features/features.h"
#include "predict/model_size.h"
#include "predict/stack_shape.h"

namespace mlrun {
namespace {

// Datetimes become about a dozen numbers (features/datetime_parts).
constexpr int kDatetimeInputs = 12;

FeatureLayout nominal_layout(const DataSpec& spec) {
  FeatureLayout layout;
  for (const size_t at : spec.with_role(Role::kFeature)) {
    const ColumnSpec& column = spec.columns[at];
    if (column.type == ColumnType::kCategorical || column.type == ColumnType::kBoolean) {
      layout.categorical.push_back(column.name);
      layout.cardinalities.push_back(static_cast<int64_t>(column.levels.size()));
      continue;
    }
    const int inputs = column.type == ColumnType::kDatetime ? kDatetimeInputs : 1;
    layout.numeric.insert(layout.numeric.end(), static_cast<size_t>(inputs), column.name);
    if (column.had_missing) layout.indicators.push_back(column.name);
  }
  return layout;
}

// Rough, from a few runs on one core: what a step costs whatever it holds, and what its products,
// its values between layers (forward and backward) and its parameters add.
struct Rates {
  double step;
  double product;
  double value;
  double parameter;
};
constexpr Rates kOperators{8e-4, 1 / 22e9, 4.5e-9, 0};   // by LibTorch's operators
constexpr Rates kPlanned{5e-5, 1 / 45e9, 1e-9, 2.5e-9};  // written out (docs/backprop.md)
// Early stopping ends most runs about here, patience included.
constexpr double kLikelyEpochs = 60;

// Values between the layers of one row, all members.
double activations_of(const ModelConfig& config) {
  double width = 0;
  if (const auto* dense = std::get_if<DenseOptions>(&config)) {
    for (const int64_t layer : dense->hidden) width += static_cast<double>(layer);
  } else if (const auto* tabm = std::get_if<TabMOptions>(&config)) {
    width = static_cast<double>(tabm->blocks * tabm->width);
  } else if (const auto* realmlp = std::get_if<RealMlpOptions>(&config)) {
    for (const int64_t layer : realmlp->hidden) width += static_cast<double>(layer);
  } else if (const auto* resnet = std::get_if<ResNetOptions>(&config)) {
    width = static_cast<double>(resnet->blocks * resnet->width) * (1 + resnet->hidden_factor);
  }
  return static_cast<double>(member_count(config)) * width;
}

double likely_epochs(const TrainingConfig& train) {
  const auto most = static_cast<double>(train.epochs);
  return train.patience > 0 ? std::min(most, kLikelyEpochs) : most;
}

}  // namespace

ModelDescription nominal_description(const ModelConfig& config, const DataSpec& spec) {
  return describe_model(config, nominal_layout(spec), spec);
}

TrainingCost training_cost(const TrainConfig& config, const DataSpec& spec, int64_t rows) {
  const ModelDescription net = nominal_description(config.model, spec);
  const ModelSize size = size_of(net);
  const auto batch = static_cast<double>(settled_batch_size(config, rows));
  const double steps = std::ceil(static_cast<double>(rows) / batch);
  const double values = activations_of(config.model) * batch;
  const Rates rates = stack_shape(net) ? kPlanned : kOperators;
  const double step = rates.step + values * rates.value + size.parameters * rates.parameter +
                      3 * size.products * batch * rates.product;  // forward 1, backward 2
  TrainingCost cost;
  cost.epochs = likely_epochs(config.train);
  cost.seconds = cost.epochs * steps * step;
  const double inputs = static_cast<double>(net.layout.dense_width()) * 4 +
                        static_cast<double>(net.layout.categorical.size()) * 8;
  // Weights, gradients, two moments, the best ones; each activation about three times.
  cost.bytes = static_cast<double>(rows) * inputs + 5 * 4 * size.parameters + 3 * 4 * values;
  return cost;
}

double answering_seconds(const TrainConfig& config, const DataSpec& spec) {
  const ModelDescription net = nominal_description(config.model, spec);
  const Rates rates = stack_shape(net) ? kPlanned : kOperators;
  return size_of(net).products * rates.product + activations_of(config.model) * rates.value;
}

}  // namespace mlrun
