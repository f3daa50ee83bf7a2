#include "mlrun/device_advice.h"

#include <algorithm>

#include "device/device_names.h"

namespace mlrun {
namespace {

const std::string kTrain = "mlrun train train.csv --target y";

std::string threads_text(int threads) {
  return std::to_string(threads) + (threads == 1 ? " thread" : " threads");
}

std::string one_device(const DeviceSituation& host) {
  if (host.accelerators == 0) return "trains on the CPU, on up to " + threads_text(host.threads);
  const std::string name = kAcceleratorExample;
  if (host.accelerators == 1) return "trains on " + name + ":0";
  return "trains on " + name + ":0, or another with --device " + name + ":N";
}

std::string mirrored(const DeviceSituation& host) {
  const std::string count = std::to_string(host.accelerators);
  if (host.accelerators == 0) {
    return "starts processes that share the CPU's " + threads_text(host.threads) +
           ", each with its part of every batch: for trying it out, not for speed";
  }
  if (host.accelerators == 1) {
    return "needs a device per process, this host has 1: the same as one-device";
  }
  return "starts a process on each of " + count +
         " devices, each with its part of every batch: for batches that keep one device busy";
}

Json production(const DeviceSituation& host) {
  return {{"command", "mlrun predict model.mlrun new.csv --device cpu > predictions.csv"},
          {"why", host.accelerators > 0
                      ? "a clone on the CPU answers as on any host, loads nothing of the "
                        "accelerator and takes none of its memory"
                      : "no accelerator is usable here, and the CPU answers as on any host"}};
}

Json debugging(const DeviceSituation& host) {
  return {{"command", kTrain + " --compile none"},
          {"why", host.accelerators > 0 ? "each operation runs by itself, so that a fault shows "
                                          "where it happens; graph is faster and hides that"
                                        : "on the CPU each operation runs by itself anyway"}};
}

Json several_devices(const DeviceSituation& host) {
  const int processes = host.accelerators == 0 ? 2 : host.accelerators;
  std::string command = kTrain;
  if (processes > 1) command += " --strategy mirrored --devices " + std::to_string(processes);
  if (host.accelerators == 0) command += " --device cpu";
  return {{"command", command}, {"why", "mirrored " + mirrored(host)}};
}

}  // namespace

Json strategies_here(const DeviceSituation& host) {
  return {{"one-device", one_device(host)}, {"mirrored", mirrored(host)}};
}

Json advice_here(const DeviceSituation& host) {
  return {{"production", production(host)},
          {"debugging", debugging(host)},
          {"several_devices", several_devices(host)}};
}

}  // namespace mlrun
