#include "config/conflicts.h"

#include <variant>

namespace mlrun {
namespace {

bool has_batch_norm(const ModelConfig& model) {
  const auto* dense = std::get_if<DenseOptions>(&model);
  return std::holds_alternative<ResNetOptions>(model) || (dense != nullptr && dense->batch_norm);
}

}  // namespace

Mistakes conflicts_of(const TrainConfig& config) {
  const DeviceConfig& device = config.device;
  const bool mirrored = device.strategy == "mirrored";
  const bool norm = has_batch_norm(config.model);
  Mistakes found;
  const auto refuse = [&found](bool conflict, const char* sentence) {
    if (conflict) found.emplace_back(sentence);
  };
  refuse(device.devices > 1 && !mirrored,
         "device.devices: more than one device needs device.strategy mirrored (--strategy "
         "mirrored)");
  refuse(device.steps_per_launch > 1 && device.compile == "none",
         "device.steps_per_launch: steps are launched together as a graph, but device.compile is "
         "none");
  refuse(mirrored && device.compile == "graph",
         "device.compile: mirrored ranks run their steps one by one; none or auto goes with "
         "device.strategy mirrored");
  refuse(mirrored && device.steps_per_launch > 1 && device.compile != "none",
         "device.steps_per_launch: mirrored ranks run their steps one by one");
  refuse(mirrored && norm,
         "model.batch_norm: its statistics would be those of each rank's rows, not of the batch; "
         "device.strategy one-device, or no batch norm");
  refuse(device.on_oom == "shrink" && norm,
         "model.batch_norm: its statistics would be those of parts of a batch; device.on_oom fail, "
         "or no batch norm");
  const bool chooses = is_auto(config.model);
  refuse(
      mirrored && chooses,
      "model.type: auto trains several nets, and device.strategy mirrored goes with one; name it "
      "with --model, for example tabm");
  refuse(chooses && config.seeds > 1,
         "seeds: auto chooses how many nets it trains; name a net with --model, or --preset best");
  refuse(config.folds == 1, "folds: expected 0 (none) or at least 2, got 1");
  refuse(mirrored && config.folds > 1,
         "folds: nets of several folds are trained one after the other on one device; "
         "device.strategy one-device");
  refuse(mirrored && config.seeds > 1,
         "seeds: nets of several seeds are trained one after the other on one device; "
         "device.strategy one-device");
  return found;
}

}  // namespace mlrun
