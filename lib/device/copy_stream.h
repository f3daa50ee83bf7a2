#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>
#include <c10/core/Event.h>
#include <c10/core/Stream.h>

#include <cstdint>
#include <functional>

namespace mlrun {

// A tensor on the host of the type of another and so many rows of its, from which an accelerator
// copies without the host's waiting (page-locked).
at::Tensor host_buffer(const at::Tensor& like, int64_t rows, const at::Device& device);

// A place in the order of an accelerator's work.
class DeviceMark {
 public:
  explicit DeviceMark(const at::Device& device);
  void set(const c10::Stream& stream) { event_.record(stream); }
  // What is queued on the stream from now on comes after the mark; nothing where none was set.
  void hold(const c10::Stream& stream);
  // The host waits until the work up to the mark is done.
  void wait();

 private:
  c10::Event event_;
};

// Copies that an accelerator makes beside what it computes, on a stream of their own.
class CopyStream {
 public:
  explicit CopyStream(const at::Device& device);
  // Queues copies on the stream, behind `before`; sets `after` behind them.
  void copy(const std::function<void()>& copies, DeviceMark& before, DeviceMark& after);
  // The stream on which the device computes now.
  c10::Stream computing() const;

 private:
  at::Device device_;
  c10::Stream stream_;
};

}  // namespace mlrun
