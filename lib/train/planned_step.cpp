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

// A member's part of a tensor that all members share out evenly.
at::Tensor part_of(const at::Tensor& whole, size_t member, size_t members) {
  const int64_t each = whole.size(0) / static_cast<int64_t>(members);
  return members == 1 ? whole : whole.narrow(0, static_cast<int64_t>(member) * each, each);
}

// Members with weights of their own; to those that share layers the net is one.
size_t own_members(const ModelConfig& config) {
  const auto* realmlp = std::get_if<RealMlpOptions>(&config);
  return realmlp == nullptr ? 1 : static_cast<size_t>(realmlp->members);
}

BinEdges edges_of(const Net& net, size_t member, size_t members, std::vector<at::Tensor>& kept) {
  BinEdges edges;
  for (const auto& item : net.named_buffers()) {
    const auto take = [&](const char* name, const float*& edge) {
      if (item.key() != std::string("embedding.") + name) return;
      kept.push_back(part_of(item.value().detach(), member, members).contiguous());
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
                                 const TrainConfig& config) {
  BackpropStepOptions options;
  options.shape = whole_shape(net, description);
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
  options.instructions = choose_instructions(std::getenv("MLRUN_CPU"));
  options.bf16 = config.device.precision == "bf16";
  return options;
}

bool multiplies_bf16() {
  return bf16_kernel(choose_instructions(std::getenv("MLRUN_CPU"))) != nullptr;
}

}  // namespace

std::string plan_fault(const ModelDescription& description, const TrainConfig& config) {
  const TrainingConfig& train = config.train;
  if (!stack_shape(description)) return "the step of this net is not written out";
  if (!row_loss(loss_options(config, description))) return "the loss is not written out";
  if (config.device.precision == "bf16" && !multiplies_bf16()) {
    return "this processor does not multiply bf16";
  }
  if (own_members(description.config) > 1 && train.clip_norm > 0) {
    return "clipping goes by the gradients of all members together";
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
  const size_t members = own_members(description.config);
  std::vector<BackpropStepOptions> options(members, step_options(net, description, config));
  for (size_t i = 0; i < members; ++i) options[i].edges = edges_of(net, i, members, kept);
  const NetShape shape = options.front().shape;
  steps_ = std::make_unique<MemberSteps>(std::move(options), threads);
  const auto paths = slot_paths(shape, steps_->member(0).slots(), description.config);
  for (size_t i = 0; i < members; ++i) take_parameters(i, paths);
}

void PlannedStep::take_parameters(size_t member, const std::vector<SlotPath>& paths) {
  const auto parameters = net_.named_parameters();
  const auto keys = parameters.keys();
  BackpropStep& step = steps_->member(member);
  for (const SlotPath& path : paths) {
    const auto at = std::find(keys.begin(), keys.end(), path.path) - keys.begin();
    places_.push_back({path.slot, path.turned, static_cast<size_t>(at), member});
    const at::Tensor parameter = part(parameters[path.path].detach(), places_.back());
    slot_view(step.parameters(), path.slot).copy_(as_slot(parameter, path.slot, path.turned));
  }
  step.refresh();
}

at::Tensor PlannedStep::part(const at::Tensor& whole, const Place& place) const {
  return part_of(whole, place.member, steps_->size());
}

// From a step's values, laid out as its parameters, to a tensor like the net's.
void PlannedStep::bring_home(const float* values, const Place& place, const at::Tensor& to) const {
  const at::Tensor target = part(to, place);
  target.copy_(as_parameter(slot_view(values, place.slot), target, place.turned));
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

// The batch of each member with weights of its own, or of the net; `kept` holds the rows.
std::vector<BatchRows> PlannedStep::batches_of(const at::Tensor& rows, at::Tensor& kept) const {
  const auto places = static_cast<size_t>(rows.size(0));
  if (steps_->size() == 1) {
    kept = rows.contiguous();
    return {{kept.const_data_ptr<int64_t>(), places, rows.dim() == 2}};
  }
  kept = rows.t().contiguous();
  std::vector<BatchRows> batches;
  for (size_t i = 0; i < steps_->size(); ++i) {
    batches.push_back({kept.const_data_ptr<int64_t>() + i * places, places, false});
  }
  return batches;
}

at::Tensor PlannedStep::run(const StepBatches& batches) {
  const BatchSource table = source();
  at::Tensor kept;
  double sum = 0;
  for (int64_t i = 0; i < batches.rows.size(0); ++i) {
    sum += steps_->run(table, batches_of(batches.rows.select(0, i), kept),
                       batches.lr[static_cast<size_t>(i)]);
  }
  return torch::full({}, sum, torch::kDouble).to(torch::kFloat);
}

void PlannedStep::drain() {
  const torch::NoGradGuard no_grad;
  const auto parameters = net_.parameters();
  for (const Place& place : places_) {
    BackpropStep& step = steps_->member(place.member);
    bring_home(step.parameters(), place, parameters[place.at]);
    if (average_ != nullptr) bring_home(step.averages(), place, average_->averages()[place.at]);
  }
}

void PlannedStep::set_shares(double dropout, double decay) { steps_->set_shares(dropout, decay); }

double PlannedStep::gradients(const at::Tensor& rows, std::vector<at::Tensor>& gradients) {
  at::Tensor kept;
  const double loss = steps_->add_up_gradients(source(), batches_of(rows, kept));
  gradients.clear();
  for (const at::Tensor& parameter : net_.parameters()) {
    gradients.push_back(torch::zeros_like(parameter.detach()));
  }
  for (const Place& place : places_) {
    bring_home(steps_->member(place.member).gradients(), place, gradients[place.at]);
  }
  return loss;
}

}  // namespace mlrun
