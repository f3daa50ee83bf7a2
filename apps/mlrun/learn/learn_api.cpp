#include "mlrun/learn/learn_api.h"

#include <algorithm>

#include "core/error.h"
#include "core/host.h"
#include "core/version.h"
#include "device/device.h"
#include "device/device_fault.h"
#include "device/device_graph.h"
#include "device/host_state.h"
#include "device/precision.h"
#include "device/process_group.h"
#include "model/kept_members.h"
#include "model/torch_runtime.h"
#include "train/trainer.h"

namespace mlrun {
namespace {

at::Device device_of(const DeviceChoice& choice) {
  if (choice.is_cpu()) return at::Device(at::kCPU);
  return {choice.name()};
}

DeviceChoice open(const std::string& request, int local_rank) {
  return with_device_faults([&] {
    DeviceChoice choice;
    open_device(request, choice, local_rank);
    return choice;
  });
}

void check_device(const TrainConfig& config, const DeviceChoice& choice) {
  with_device_faults([&] {
    const at::Device device = device_of(choice);
    const Autocast known(config.device.precision, device);
    const std::string fault = config.device.compile == "graph" ? graph_fault(device) : "";
    if (fault.empty()) return;
    throw Error(ErrorKind::kDevice, "--compile graph on " + choice.name() + ": " + fault +
                                        "; --compile auto or none runs without");
  });
}

// Ranks of one host share its processors.
int threads_for(const FitJob& job) {
  if (job.config.device.threads > 0) return job.threads;
  const int64_t batch = settled_batch_size(job.config, job.train.features.rows);
  const int ranks_here = job.place ? job.place->local_world : 1;
  const int ranks = job.place ? job.place->world : 1;
  return choose_threads(job.description, std::max<int64_t>(1, batch / ranks),
                        std::max(1, job.threads / ranks_here));
}

FitResult fit_here(const FitJob& job, const DeviceChoice& choice, const EpochCallback& on_epoch) {
  const at::Device device = device_of(choice);
  FitResult result;
  result.threads = threads_for(job);
  set_threads(result.threads);
  set_precision(job.config.device.precision);
  const auto net = make_net(job.description, device, static_cast<uint64_t>(job.config.seed));
  const Trainer trainer(job.config, job.description, job.task, job.target);
  const Strategy strategy = job.place ? Strategy(join_group(*job.place, device)) : Strategy();
  result.report = trainer.fit(*net, job.train, job.valid, device, on_epoch, strategy);
  result.ranks = strategy.world();
  result.state = host_state(*net);
  return result;
}

FitResult fit(const FitJob& job, const DeviceChoice& choice, const EpochCallback& on_epoch) {
  return with_device_faults([&] { return fit_here(job, choice, on_epoch); });
}

std::unique_ptr<Runtime> make_runtime(const ModelDescription& description, const StateDict& state,
                                      const DeviceChoice& choice, const RuntimeOptions& options) {
  return with_device_faults([&]() -> std::unique_ptr<Runtime> {
    set_threads(std::max(options.threads, 1));
    set_precision(options.precision);
    return std::make_unique<TorchRuntime>(description, state, device_of(choice), options);
  });
}

MemberAnswers answers_of_members(const ModelDescription& description, const StateDict& state,
                                 const Features& rows, int threads) {
  set_threads(std::max(threads, 1));
  return member_answers(description, state, rows);
}

}  // namespace
}  // namespace mlrun

// The one symbol that the program looks for.
extern "C" const mlrun::LearnApi* mlrun_learn_api() {
  static const std::string version(mlrun::version());
  static const mlrun::LearnApi api{
      version.c_str(),      &mlrun::torch_version,      &mlrun::probe_devices,
      &mlrun::open,         &mlrun::check_device,       &mlrun::fit,
      &mlrun::make_runtime, &mlrun::answers_of_members, &mlrun::keep_members};
  return &api;
}
