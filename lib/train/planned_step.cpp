#include "train/planned_step.h"

#include <torch/types.h>

#include <algorithm>

#include "backprop/row_loss.h"
#include "model/plain_inputs.h"
#include "predict/native_runtime.h"

namespace mlrun {
namespace {

std::vector<size_t> sizes_of(const std::vector<int64_t>& values) {
  return {values.begin(), values.end()};
}

// False for an embedding that is not written out.
bool add_embedding(const EmbeddingOptions& options, NetShape& shape) {
  if (options.type == "none" || shape.numeric == 0) return true;
  shape.embedding_width = static_cast<size_t>(options.width);
  if (options.type == "ple") {
    shape.embedding = NumberEmbedding::kPle;
    shape.terms = static_cast<size_t>(options.bins);
  } else {
    shape.embedding = NumberEmbedding::kPbld;
    shape.terms = static_cast<size_t>(options.frequencies);
  }
  return options.type == "ple" || options.type == "pbld";
}

std::optional<NetShape> with_inputs(const ModelDescription& description,
                                    const EmbeddingOptions& embedding) {
  NetShape shape;
  shape.numeric = description.layout.numeric.size();
  shape.codes = one_hot_columns(description.layout.indicators.size(),
                                sizes_of(description.layout.cardinalities));
  shape.outputs = static_cast<size_t>(description.outputs);
  if (!add_embedding(embedding, shape)) return std::nullopt;
  return shape;
}

std::optional<NetShape> shape_of(const DenseOptions& dense, const ModelDescription& description) {
  auto shape = with_inputs(description, dense.embedding);
  if (!shape || dense.batch_norm) return std::nullopt;
  shape->hidden = sizes_of(dense.hidden);
  shape->activation = epilogue_named(dense.activation);
  return shape;
}

std::optional<NetShape> shape_of(const TabMOptions& tabm, const ModelDescription& description) {
  auto shape = with_inputs(description, tabm.embedding);
  if (!shape || tabm.variant != "mini") return std::nullopt;
  shape->hidden.assign(static_cast<size_t>(tabm.blocks), static_cast<size_t>(tabm.width));
  shape->members = static_cast<size_t>(tabm.members);
  shape->scaled = true;
  return shape;
}

// Its columns of codes hang on the training rows (lib/model/plain_inputs.h): the net has them.
std::optional<NetShape> shape_of(const RealMlpOptions& realmlp,
                                 const ModelDescription& description) {
  auto shape = with_inputs(description, realmlp.embedding);
  if (!shape || realmlp.members != 1) return std::nullopt;
  shape->hidden = sizes_of(realmlp.hidden);
  const bool classes = description.classification;
  shape->activation = epilogue_named(realmlp.activation != "auto" ? realmlp.activation
                                     : classes                    ? "selu"
                                                                  : "mish");
  shape->blended = realmlp.parametric_activation;
  shape->scaled = realmlp.scale;
  shape->tangent = true;
  shape->codes = {};
  shape->category_width = static_cast<size_t>(realmlp.category_width);
  const auto& levels = description.layout.cardinalities;
  for (size_t i = 0; i < levels.size(); ++i) {
    if (levels[i] <= realmlp.one_hot_limit) continue;
    shape->embedded.emplace_back(i, shape->embedded_rows);
    shape->embedded_rows += static_cast<size_t>(levels[i]) + 1;
  }
  return shape;
}

std::optional<NetShape> shape_of(const ResNetOptions&, const ModelDescription&) { return {}; }
std::optional<NetShape> shape_of(const AutoOptions&, const ModelDescription&) { return {}; }

// What plain inputs make of one row.
std::vector<float> plain_row(PlainInputsImpl& plain, const NetInput& row) {
  const at::Tensor values = plain.forward(row).contiguous();
  return {values.const_data_ptr<float>(), values.const_data_ptr<float>() + values.numel()};
}

// The columns of plain inputs, one indicator and one level after the other.
CodeColumns columns_of(PlainInputsImpl& plain, const FeatureLayout& layout, int64_t limit) {
  const auto numeric = static_cast<int64_t>(layout.numeric.size());
  const auto categories = static_cast<int64_t>(layout.cardinalities.size());
  NetInput row;
  row.dense = torch::zeros({1, layout.dense_width()});
  row.codes = torch::full({1, categories}, -1, at::kLong);
  CodeColumns columns;
  columns.base = plain_row(plain, row);
  columns.width = columns.base.size();
  for (size_t i = 0; i < layout.indicators.size(); ++i) {
    row.dense[0][numeric + static_cast<int64_t>(i)] = 1;
    columns.rise.push_back(plain_row(plain, row)[i] - columns.base[i]);
    row.dense.zero_();
  }
  for (int64_t c = 0; c < categories; ++c) {
    auto& levels = columns.levels.emplace_back();
    const int64_t count = layout.cardinalities[static_cast<size_t>(c)];
    for (int64_t level = -1; count <= limit && level < count; ++level) {
      row.codes[0][c] = level;
      const std::vector<float> values = plain_row(plain, row);
      auto& changes = levels.emplace_back();
      for (size_t k = 0; k < values.size(); ++k) {
        if (values[k] != columns.base[k]) changes.emplace_back(k, values[k]);
      }
    }
    row.codes[0][c] = -1;
  }
  return columns;
}

// The shape with what only the net knows.
NetShape whole_shape(const Net& net, const ModelDescription& description) {
  NetShape shape = *planned_shape(description);
  const auto* realmlp = std::get_if<RealMlpOptions>(&description.config);
  if (realmlp == nullptr) return shape;
  for (const auto& item : net.named_modules()) {
    if (auto* plain = item.value()->as<PlainInputsImpl>()) {
      const torch::NoGradGuard no_grad;
      shape.codes = columns_of(*plain, description.layout, realmlp->one_hot_limit);
    }
  }
  return shape;
}

RowLossOptions loss_options(const TrainConfig& config, const ModelDescription& description) {
  const TrainingConfig& train = config.train;
  const std::string automatic = description.classification ? "cross-entropy" : "mse";
  return {train.loss == "auto" ? automatic : train.loss, static_cast<size_t>(description.outputs),
          train.huber_delta, train.quantile, train.label_smoothing};
}

double dropout_of(const ModelConfig& config) {
  if (const auto* dense = std::get_if<DenseOptions>(&config)) return dense->dropout;
  if (const auto* tabm = std::get_if<TabMOptions>(&config)) return tabm->dropout;
  if (const auto* realmlp = std::get_if<RealMlpOptions>(&config)) return realmlp->dropout;
  return 0;
}

const float* floats(const at::Tensor& tensor) {
  return tensor.defined() ? tensor.const_data_ptr<float>() : nullptr;
}

// The module's name of a slot.
std::string path_of(const ParameterSlot& slot, const ModelConfig& config) {
  if (!std::holds_alternative<TabMOptions>(config)) return slot.name;
  if (slot.name == "scale") return "member_scale";
  return slot.name.starts_with("output.") ? "heads." + slot.name.substr(7) : slot.name;
}

// Whether a parameter stands in the module as [.., columns, rows] of its slot: layers of members,
// and the layer of waves.
bool is_turned(const at::Tensor& parameter, const ParameterSlot& slot, NumberEmbedding embedding) {
  if (parameter.dim() != 3) return false;
  if (slot.name == "embedding.weight") return embedding == NumberEmbedding::kPbld;
  return slot.name.starts_with("hidden_") || slot.name.starts_with("output.");
}

// A parameter as the matrix [rows, columns] of its slot.
at::Tensor as_slot(const at::Tensor& parameter, const ParameterSlot& slot, bool turned) {
  return (turned ? parameter.transpose(1, 2) : parameter)
      .reshape({static_cast<int64_t>(slot.rows), static_cast<int64_t>(slot.columns)});
}

at::Tensor slot_view(float* values, const ParameterSlot& slot) {
  return torch::from_blob(values + slot.offset,
                          {static_cast<int64_t>(slot.rows), static_cast<int64_t>(slot.columns)},
                          {static_cast<int64_t>(slot.stride), 1}, torch::kFloat);
}

// The other way round.
at::Tensor as_parameter(const at::Tensor& values, const at::Tensor& parameter, bool turned) {
  if (!turned) return values.reshape(parameter.sizes());
  const auto sizes = parameter.sizes();
  return values.reshape({sizes[0], sizes[2], sizes[1]}).transpose(1, 2);
}

BinEdges edges_of(const Net& net, std::vector<at::Tensor>& kept) {
  BinEdges edges;
  for (const auto& item : net.named_buffers()) {
    const auto take = [&](const char* name, const float*& edge) {
      if (item.key() != std::string("embedding.") + name) return;
      kept.push_back(item.value().detach().contiguous());
      edge = floats(kept.back());
    };
    take("slope", edges.slope);
    take("offset", edges.offset);
    take("low", edges.low);
    take("high", edges.high);
  }
  return edges;
}

BackpropStepOptions step_options(const Net& net, const ModelDescription& description,
                                 const TrainConfig& config, const BinEdges& edges, int threads) {
  BackpropStepOptions options;
  options.shape = whole_shape(net, description);
  options.edges = edges;
  options.loss = row_loss(loss_options(config, description));
  options.dropout = dropout_of(description.config);
  options.clip_norm = config.train.clip_norm;
  options.weight_decay = config.train.optimizer.weight_decay;
  options.beta1 = config.train.optimizer.beta1;
  options.beta2 = config.train.optimizer.beta2;
  options.eps = config.train.optimizer.eps;
  const ParameterSlots slots(options.shape);
  for (const ParameterSlot& slot : slots.all()) {
    const ParameterRule rule = net.rule(path_of(slot, description.config));
    options.rules.push_back({rule.lr, rule.weight_decay});
  }
  options.seed = static_cast<uint64_t>(config.seed);
  options.threads = threads;
  options.instructions = choose_instructions(std::getenv("MLRUN_CPU"));
  return options;
}

}  // namespace

std::optional<NetShape> planned_shape(const ModelDescription& description) {
  return std::visit([&](const auto& options) { return shape_of(options, description); },
                    description.config);
}

std::string plan_fault(const ModelDescription& description, const TrainConfig& config) {
  const TrainingConfig& train = config.train;
  if (!planned_shape(description)) return "the step of this net is not written out";
  if (!row_loss(loss_options(config, description))) return "the loss is not written out";
  if (train.optimizer.type != "adamw") return "only adamw is written out";
  if (train.ema > 0) return "an average of the weights is taken at every step";
  if (config.device.precision != "fp32") return "the precision is not fp32";
  return {};
}

PlannedStep::PlannedStep(Net& net, const ModelDescription& description, const TrainConfig& config,
                         const TrainingRows& data, int threads)
    : net_(net),
      dense_(data.inputs.dense.contiguous()),
      codes_(data.inputs.codes),
      targets_(data.targets.contiguous()),
      weights_(data.weights) {
  if (codes_.defined()) codes_ = codes_.contiguous();
  if (weights_.defined()) weights_ = weights_.contiguous();
  std::vector<at::Tensor> kept;
  const BinEdges edges = edges_of(net, kept);
  auto options = step_options(net, description, config, edges, threads);
  const NumberEmbedding embedding = options.shape.embedding;
  step_ = std::make_unique<BackpropStep>(std::move(options));
  auto parameters = net.named_parameters();
  for (const ParameterSlot& slot : step_->slots().all()) {
    const at::Tensor parameter = parameters[path_of(slot, description.config)];
    places_.push_back({slot, parameter, is_turned(parameter, slot, embedding)});
    slot_view(step_->parameters(), slot)
        .copy_(as_slot(parameter.detach(), slot, places_.back().turned));
  }
  step_->refresh();
}

BatchSource PlannedStep::source() const {
  BatchSource source;
  source.dense = floats(dense_);
  source.dense_width = static_cast<size_t>(dense_.size(1));
  source.code_width = codes_.defined() ? static_cast<size_t>(codes_.size(1)) : 0;
  source.codes = codes_.defined() ? codes_.const_data_ptr<int64_t>() : nullptr;
  if (targets_.scalar_type() == at::kLong) {
    source.classes = targets_.const_data_ptr<int64_t>();
  } else {
    source.numbers = floats(targets_);
  }
  source.weights = floats(weights_);
  return source;
}

at::Tensor PlannedStep::run(const StepBatches& batches) {
  const at::Tensor rows = batches.rows.contiguous();
  const auto places = static_cast<size_t>(rows.size(1));
  const auto each = rows.numel() / rows.size(0);
  const BatchSource table = source();
  double sum = 0;
  for (int64_t i = 0; i < rows.size(0); ++i) {
    const BatchRows batch{rows.const_data_ptr<int64_t>() + i * each, places, rows.dim() == 3};
    sum += step_->run(table, batch, batches.lr[static_cast<size_t>(i)]);
  }
  return torch::full({}, sum, torch::kDouble).to(torch::kFloat);
}

void PlannedStep::drain() {
  const torch::NoGradGuard no_grad;
  for (Place& place : places_) {
    const at::Tensor values = slot_view(step_->parameters(), place.slot);
    place.parameter.copy_(as_parameter(values, place.parameter, place.turned));
  }
}

void PlannedStep::set_shares(double dropout, double decay) { step_->set_shares(dropout, decay); }

double PlannedStep::gradients(const at::Tensor& rows, std::vector<at::Tensor>& gradients) {
  const at::Tensor whole = rows.contiguous();
  const BatchRows batch{whole.const_data_ptr<int64_t>(), static_cast<size_t>(whole.size(0)),
                        whole.dim() == 2};
  const double loss = step_->add_up_gradients(source(), batch);
  gradients.clear();
  for (const at::Tensor& parameter : net_.parameters()) {
    for (const Place& place : places_) {
      if (!place.parameter.is_same(parameter)) continue;
      auto* values = const_cast<float*>(step_->gradients());
      gradients.push_back(
          as_parameter(slot_view(values, place.slot), parameter, place.turned).clone());
    }
  }
  return loss;
}

}  // namespace mlrun
