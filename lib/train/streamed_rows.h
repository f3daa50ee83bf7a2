#pragma once

#include <vector>

#include "device/copy_stream.h"
#include "train/step_runner.h"
#include "train/training_rows.h"

namespace mlrun {

// Training rows that stay on the host, for a table that the device has no room for: those of the
// next steps are sent over into a window there, beside what the device computes.
class StreamedRows {
 public:
  // Keeps the rows, which lie on the host. capacity: rows of the window.
  StreamedRows(const TrainingRows& rows, int64_t capacity, const at::Device& device);
  // On the device, [capacity]. Its contents change, its addresses do not.
  const TrainingRows& window() const { return window_; }
  // Puts the rows of these indices (int64 on the host, [n], n <= capacity) into the window's first
  // places before whatever is queued on the device from now on. Waits for no computation.
  void bring(const at::Tensor& indices);

 private:
  // What is on its way: gathered on the host, then on the device beside the window.
  struct Parcel {
    TrainingRows gathered, arrived;
    DeviceMark copied, taken;
  };

  const TrainingRows& rows_;
  TrainingRows window_;
  CopyStream stream_;
  std::vector<Parcel> parcels_;
  size_t next_ = 0;
};

// Another runner's steps on streamed rows: it gets the places of the window in turn.
class StreamedStep final : public StepRunner {
 public:
  // Keeps both; the runner works on the window.
  StreamedStep(StepRunner& runner, StreamedRows& rows);
  bool takes_host_rows() const override { return true; }
  at::Tensor run(const StepBatches& batches) override;
  void set_shares(double dropout, double decay) override { runner_.set_shares(dropout, decay); }
  void drain() override { runner_.drain(); }

 private:
  StepRunner& runner_;
  StreamedRows& rows_;
  at::Tensor places_;  // 0, 1, ... on the device
};

}  // namespace mlrun
