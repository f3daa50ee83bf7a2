#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

namespace mlrun {

// What an update reads and writes: entry i of each list belongs to parameter i. fp32, contiguous,
// on one device.
struct UpdateTensors {
  std::vector<at::Tensor> parameters, gradients, first, second;  // AdamW's moments
  std::vector<float> lr;     // what the step's learning rate is multiplied by
  std::vector<float> decay;  // weight decay
};

struct AdamWStep {
  double beta1 = 0, beta2 = 0, eps = 0;
  double clip_norm = 0;    // with `squares`
  at::Tensor lr;           // [] on the device
  at::Tensor steps;        // [] on the device: how many, this one included
  at::Tensor decay_share;  // [] on the device: of the weight decay; undefined: all
  at::Tensor
      squares;  // [] on the device: the squared norm of all gradients; undefined: no clipping
};

// A device's update of all parameters in one launch: the border between mlrun and the library that
// knows the device. Both functions queue their work on the current stream, may be recorded, and may
// throw c10::Error.
struct UpdateApi {
  // Prepares what the device needs. Returns why it cannot serve; empty: it can.
  std::string (*fault)(const at::Device& device);
  // Sums of squares of parts, [s] fp32; their sum is the squared norm of all gradients.
  at::Tensor (*squares)(const std::vector<at::Tensor>& gradients);
  // AdamW (Loshchilov and Hutter 2019, algorithm 2) of gradients scaled by
  // min(1, clip_norm / (sqrt(squares) + 1e-6)).
  void (*adamw)(const UpdateTensors& tensors, const AdamWStep& step);
};

}  // namespace mlrun

// The symbol by which such a library gives it out.
extern "C" const mlrun::UpdateApi* mlrun_update_api();
