#pragma once

#include <memory>
#include <optional>

#include "config/train_config.h"
#include "train/streamed_rows.h"

namespace mlrun {

// The training rows of a run where its steps read them: all on the device, or a window of them
// there while the table stays on the host.
class PlacedRows {
 public:
  // rows: on the host. capacity: the most that the steps of a launch take. more: bytes that will
  // lie on the device beside them. device.rows decides, auto by the device's free memory.
  PlacedRows(const TrainingRows& rows, const DeviceConfig& config, const at::Device& device,
             int64_t capacity, uint64_t more);
  // What a TrainingStep reads.
  const TrainingRows& data() const { return streamed_ ? streamed_->window() : rows_; }
  // In all.
  int64_t rows() const { return rows_.rows(); }
  // Where rows that judge are to lie, too.
  at::Device device() const { return rows_.targets.device(); }
  // The runner, or its steps on streamed rows. Keeps it; valid as long as this object.
  StepRunner& steps(StepRunner& runner);

 private:
  TrainingRows rows_;
  std::optional<StreamedRows> streamed_;
  std::unique_ptr<StepRunner> steps_;
};

}  // namespace mlrun
