#include "train/planned_step.h"

#include <torch/types.h>

#include <algorithm>

#include "backprop/row_loss.h"
#include "device/host_state.h"
#include "predict/native_runtime.h"
#include "predict/stack_shape.h"

namespace mlrun {
namespace {

// The shape with what only the net's state knows.
NetShape whole_shape(const Net& net, const ModelDescription& description) {
  NetShape shape = *stack_shape(description);
  const auto* realmlp = std::get_if<RealMlpOptions>(&description.config);
  if (realmlp == nullptr) return shape;
  const StateDict state = host_state(net);
  const auto values = [&](const char* path) {
    const auto found = state.find(path);
    return found == state.end() ? std::vector<float>{} : found->second.floats();
  };
  shape.codes = plain_columns(description.layout, realmlp->one_hot_limit, values("plain.center"),
                              values("plain.factor"));
  return shape;
}

RowLossOptions loss_options(const TrainConfig& config, const ModelDescription& description) {
  const TrainingConfig& train = config.train;
  const std::string automatic = description.classification ? "cross-entropy" : "mse";
  return {train.loss == "auto" ? automatic : train.loss, static_cast<size_t>(description.outputs),
          train.huber_delta, train.quantile, train.label_smoothing};
}

UpdateOptions update_options(const TrainingConfig& train) {
  const OptimizerConfig& optimizer = train.optimizer;
  UpdateOptions options;
  options.sgd = optimizer.type == "sgd";
  options.weight_decay = optimizer.weight_decay;
  options.beta1 = optimizer.beta1;
  options.beta2 = optimizer.beta2;
  options.eps = optimizer.eps;
  options.momentum = optimizer.momentum;
  options.average = train.ema;
  return options;
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

// A parameter as the matrix [rows, columns] of its slot.
at::Tensor as_slot(const at::Tensor& parameter, const ParameterSlot& slot, bool turned) {
  return (turned ? parameter.transpose(1, 2) : parameter)
      .reshape({static_cast<int64_t>(slot.rows), static_cast<int64_t>(slot.columns)});
}

at::Tensor slot_view(const float* values, const ParameterSlot& slot) {
  return torch::from_blob(const_cast<float*>(values) + slot.offset,
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
  options.update = update_options(config.train);
  const ParameterSlots slots(options.shape);
  for (const SlotPath& path : slot_paths(options.shape, slots, description.config)) {
    const ParameterRule rule = net.rule(path.path);
    options.rules.push_back({rule.lr, rule.weight_decay});
  }
  options.seed = static_cast<uint64_t>(config.seed);
  options.threads = threads;
  options.instructions = choose_instructions(std::getenv("MLRUN_CPU"));
  options.bf16 = config.device.precision == "bf16";
  return options;
}

bool multiplies_bf16() {
  return bf16_kernel(choose_instructions(std::getenv("MLRUN_CPU"))) != nullptr;
}

}  // namespace

std::string plan_fault(const ModelDescription& description, const TrainConfig& config) {
  if (!has_planned_step(description)) return "the step of this net is not written out";
  if (!row_loss(loss_options(config, description))) return "the loss is not written out";
  if (config.device.precision == "bf16" && !multiplies_bf16()) {
    return "this processor does not multiply bf16";
  }
  if (config.device.precision == "tf32") return "the precision is tf32";
  return {};
}

PlannedStep::PlannedStep(Net& net, const ModelDescription& description, const TrainConfig& config,
                         const TrainingRows& data, int threads)
    : net_(net),
      dense_(data.inputs.dense.contiguous()),
      codes_(data.inputs.codes),
      targets_(data.targets.contiguous()),
      weights_(data.weights) {
  if (codes_.defined()) codes_ = codes_.to(at::kInt).contiguous();
  if (weights_.defined()) weights_ = weights_.contiguous();
  std::vector<at::Tensor> kept;
  const BinEdges edges = edges_of(net, kept);
  auto options = step_options(net, description, config, edges, threads);
  const NetShape shape = options.shape;
  step_ = std::make_unique<BackpropStep>(std::move(options));
  const auto parameters = net.named_parameters();
  const auto keys = parameters.keys();
  for (const SlotPath& path : slot_paths(shape, step_->slots(), description.config)) {
    const at::Tensor parameter = parameters[path.path];
    const auto at = std::find(keys.begin(), keys.end(), path.path) - keys.begin();
    places_.push_back({path.slot, parameter, path.turned, static_cast<size_t>(at)});
    slot_view(step_->parameters(), path.slot)
        .copy_(as_slot(parameter.detach(), path.slot, path.turned));
  }
  step_->refresh();
}

BatchSource PlannedStep::source() const {
  BatchSource source;
  source.table.dense = floats(dense_);
  source.table.dense_width = static_cast<size_t>(dense_.size(1));
  if (codes_.defined()) {
    source.table.codes = codes_.const_data_ptr<int32_t>();
    source.table.code_width = static_cast<size_t>(codes_.size(1));
  }
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
    if (average_ == nullptr) continue;
    const at::Tensor averages = slot_view(step_->averages(), place.slot);
    average_->averages()[place.at].copy_(as_parameter(averages, place.parameter, place.turned));
  }
}

void PlannedStep::set_shares(double dropout, double decay) { step_->set_shares(dropout, decay); }

double PlannedStep::gradients(const at::Tensor& rows, std::vector<at::Tensor>& gradients) {
  const at::Tensor whole = rows.contiguous();
  const BatchRows batch{whole.const_data_ptr<int64_t>(), static_cast<size_t>(whole.size(0)),
                        whole.dim() == 2};
  const double loss = step_->add_up_gradients(source(), batch);
  gradients.resize(places_.size());
  for (const Place& place : places_) {
    const at::Tensor values = slot_view(step_->gradients(), place.slot);
    gradients[place.at] = as_parameter(values, place.parameter, place.turned).clone();
  }
  return loss;
}

}  // namespace mlrun
