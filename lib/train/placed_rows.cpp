#include "train/placed_rows.h"

#include "core/log.h"
#include "core/text.h"
#include "device/device.h"

namespace mlrun {
namespace {

bool stays(const TrainingRows& rows, const DeviceConfig& config, const at::Device& device,
           uint64_t more) {
  if (device.is_cpu() || config.rows == "device") return false;
  if (config.rows == "host") return true;
  const auto free = free_memory(device);
  return free && (rows.bytes() + more) > *free / 2;
}

}  // namespace

PlacedRows::PlacedRows(const TrainingRows& rows, const DeviceConfig& config,
                       const at::Device& device, int64_t capacity, uint64_t more)
    : rows_(rows) {
  if (!stays(rows, config, device, more)) {
    rows_ = to_device(rows, device);
    return;
  }
  log::info("the training rows (" + format_bytes(rows.bytes()) +
            ") stay on the host, batches are sent to the device (device.rows)");
  streamed_.emplace(rows_, capacity, device);
}

StepRunner& PlacedRows::steps(StepRunner& runner) {
  if (!streamed_) return runner;
  steps_ = std::make_unique<StreamedStep>(runner, *streamed_);
  return *steps_;
}

}  // namespace mlrun
