#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checkpoint/state_dict.h"
#include "config/train_config.h"
#include "core/rank_place.h"
#include "device/device_policy.h"
#include "features/target.h"
#include "predict/member_choice.h"
#include "predict/model_description.h"
#include "predict/runtime.h"
#include "train/report.h"

namespace mlrun {

// A training job, all on the host.
struct FitJob {
  std::optional<RankPlace> place;  // of a mirrored run
  TrainConfig config;
  ModelDescription description;
  Task task = Task::kRegression;
  TargetTransform target;
  LabelledRows train;
  LabelledRows valid;
  int threads = 1;  // on a CPU: exactly so many where the configuration says, else at most
};

struct FitResult {
  StateDict state;  // the best weights, home from the device
  TrainReport report;
  int threads = 1;
  int ranks = 1;
};

// What the learn half offers; no type of LibTorch passes this border.
struct LearnApi {
  const char* version;  // of the program it was built with
  std::string (*torch_version)();
  VisibleDevices (*visible_devices)();
  // Resolves --device and makes it usable in this process: called once, before the others. A local
  // rank of at least 0 takes the accelerator of that index where none is named.
  DeviceChoice (*open_device)(const std::string& request, int local_rank);
  // Whether an opened device can do what the configuration asks of it. Throws Error(kDevice).
  void (*check_device)(const TrainConfig& config, const DeviceChoice& device);
  FitResult (*fit)(const FitJob& job, const DeviceChoice& device, const EpochCallback& on_epoch);
  // A runtime on an opened device. Throws Error(kDevice) for what that device cannot do.
  std::unique_ptr<Runtime> (*make_runtime)(const ModelDescription& description,
                                           const StateDict& state, const DeviceChoice& device,
                                           const RuntimeOptions& options);
  // What the members of a net say each by itself, on the CPU, and the state of the net with some of
  // them only: model/kept_members.h.
  MemberAnswers (*member_answers)(const ModelDescription& description, const StateDict& state,
                                  const Features& rows, int threads);
  StateDict (*keep_members)(const ModelDescription& description, const StateDict& state,
                            const std::vector<int64_t>& members);
};

}  // namespace mlrun
