#include "config/conflicts.h"

#include <variant>

namespace mlrun {
namespace {

// What to say of a net whose batch norm sees parts of a batch only; empty for a net without.
std::string batch_norm_fault(const ModelConfig& model, const std::string& parts,
                             const std::string& instead) {
  const std::string fault = " statistics would be those of " + parts + "; " + instead;
  if (std::holds_alternative<ResNetOptions>(model)) {
    return "model.type: a resnet has batch norm, whose" + fault + ", or another net";
  }
  const auto* dense = std::get_if<DenseOptions>(&model);
  if (dense == nullptr || !dense->batch_norm) return "";
  return "model.batch_norm: its" + fault + ", or no batch norm";
}

std::string misfit(const std::string& loss, const std::string& task, const std::string& fitting) {
  return "train.loss: " + loss + " does not fit " + task + "; " + fitting;
}

// Empty where the loss fits.
std::string loss_fault(const std::string& loss, int64_t classes) {
  if (loss == "auto") return "";
  const bool for_classes = loss == "cross-entropy" || loss == "bce";
  if (classes > 0 && !for_classes) {
    return misfit(loss, "classification",
                  classes == 2 ? "cross-entropy and bce do" : "cross-entropy does");
  }
  if (classes == 0 && for_classes) {
    return misfit(loss, "regression", "mse, mae, huber, quantile and poisson do");
  }
  if (loss == "bce" && classes > 2) {
    return misfit(loss, std::to_string(classes) + " classes, but two", "cross-entropy does");
  }
  return "";
}

}  // namespace

Mistakes conflicts_of(const TrainConfig& config) {
  const DeviceConfig& device = config.device;
  const bool mirrored = device.strategy == "mirrored";
  Mistakes found;
  const auto refuse = [&found](bool conflict, const std::string& sentence) {
    if (conflict && !sentence.empty()) found.push_back(sentence);
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
  refuse(mirrored, batch_norm_fault(config.model, "each rank's rows, not of the batch",
                                    "device.strategy one-device"));
  refuse(device.on_oom == "shrink",
         batch_norm_fault(config.model, "parts of a batch", "device.on_oom fail"));
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
  refuse(config.train.loss == "poisson" && config.features.target == "log1p",
         "features.target: the net answers the logarithm of a rate to train.loss poisson, which "
         "counts; standard or none");
  return found;
}

Mistakes unused_values(const TrainingConfig& train) {
  const TrainingConfig usual;
  Mistakes found;
  const auto want = [&found](bool changed, const std::string& key, const std::string& user) {
    if (changed) found.push_back(key + ": nothing goes by it without " + user);
  };
  want(train.loss != "quantile" && train.quantile != usual.quantile, "train.quantile",
       "train.loss quantile (--loss quantile)");
  want(train.loss != "huber" && train.huber_delta != usual.huber_delta, "train.huber_delta",
       "train.loss huber (--loss huber)");
  want(train.optimizer.type != "sgd" && train.optimizer.momentum != usual.optimizer.momentum,
       "train.optimizer.momentum", "train.optimizer.type sgd; adamw has beta1");
  return found;
}

Mistakes task_conflicts_of(const TrainConfig& config, int64_t classes) {
  const TrainingConfig& train = config.train;
  Mistakes found;
  const auto refuse = [&found](bool conflict, const std::string& sentence) {
    if (conflict) found.push_back(sentence);
  };
  const std::string fault = loss_fault(train.loss, classes);
  refuse(!fault.empty(), fault);
  refuse(classes == 0 && train.label_smoothing > 0 && train.label_smoothing_when == "always",
         "train.label_smoothing: a regression has no labels to smooth; 0 smooths none");
  refuse(classes > 0 && config.features.target == "log1p",
         "features.target: classes have no logarithm; standard goes with a classification");
  refuse(classes == 0 && train.class_weights != "none",
         "train.class_weights: a regression has no classes to weigh; none weighs none");
  return found;
}

}  // namespace mlrun
