#include "train/streamed_rows.h"

#include <ATen/ops/index_select.h>
#include <torch/types.h>

#include "device/device.h"

namespace mlrun {
namespace {

// One is being filled while the other is on its way.
constexpr int kParcels = 2;

template <typename Make>
TrainingRows each_of(const TrainingRows& rows, const Make& make) {
  const auto made = [&](const at::Tensor& tensor) {
    return tensor.defined() ? make(tensor) : at::Tensor();
  };
  TrainingRows all;
  all.inputs.dense = made(rows.inputs.dense);
  all.inputs.codes = made(rows.inputs.codes);
  all.targets = made(rows.targets);
  all.weights = made(rows.weights);
  return all;
}

// In pairs, those that the rows have.
template <typename Work>
void both(const TrainingRows& a, const TrainingRows& b, const Work& work) {
  work(a.inputs.dense, b.inputs.dense);
  if (a.inputs.codes.defined()) work(a.inputs.codes, b.inputs.codes);
  work(a.targets, b.targets);
  if (a.weights.defined()) work(a.weights, b.weights);
}

TrainingRows room_on(const at::Device& device, const TrainingRows& rows, int64_t capacity) {
  return each_of(rows, [&](const at::Tensor& tensor) {
    auto sizes = tensor.sizes().vec();
    sizes.front() = capacity;
    return torch::zeros(sizes, tensor.options().device(device));
  });
}

void copy_rows(const TrainingRows& from, const TrainingRows& to, int64_t count) {
  both(from, to, [count](const at::Tensor& source, const at::Tensor& target) {
    target.narrow(0, 0, count).copy_(source.narrow(0, 0, count), true);
  });
}

}  // namespace

StreamedRows::StreamedRows(const TrainingRows& rows, int64_t capacity, const at::Device& device)
    : rows_(rows), window_(room_on(device, rows, capacity)), stream_(device) {
  for (int i = 0; i < kParcels; ++i) {
    auto gathered = each_of(
        rows, [&](const at::Tensor& tensor) { return host_buffer(tensor, capacity, device); });
    parcels_.push_back({std::move(gathered), room_on(device, rows, capacity), DeviceMark(device),
                        DeviceMark(device)});
  }
}

void StreamedRows::bring(const at::Tensor& indices) {
  const torch::NoGradGuard no_grad;
  Parcel& parcel = parcels_[next_];
  next_ = (next_ + 1) % parcels_.size();
  const int64_t count = indices.numel();
  parcel.copied.wait();  // what it held before has left the host
  both(rows_, parcel.gathered, [&](const at::Tensor& source, const at::Tensor& target) {
    at::Tensor here = target.narrow(0, 0, count);
    at::index_select_out(here, source, 0, indices);
  });
  stream_.copy([&] { copy_rows(parcel.gathered, parcel.arrived, count); }, parcel.taken,
               parcel.copied);
  parcel.copied.hold(stream_.computing());
  copy_rows(parcel.arrived, window_, count);
  parcel.taken.set(stream_.computing());
}

StreamedStep::StreamedStep(StepRunner& runner, StreamedRows& rows)
    : runner_(runner),
      rows_(rows),
      places_(place(torch::arange(rows.window().rows()), rows.window().targets.device())) {}

at::Tensor StreamedStep::run(const StepBatches& batches) {
  rows_.bring(batches.rows.flatten());
  const at::Tensor places = places_.narrow(0, 0, batches.rows.numel()).view(batches.rows.sizes());
  return runner_.run({places, batches.lr, batches.lr_on_device});
}

}  // namespace mlrun
