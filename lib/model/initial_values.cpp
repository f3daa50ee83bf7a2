#include "model/initial_values.h"

#include <torch/types.h>

#include <cmath>

#include "device/device.h"

namespace mlrun {
namespace {

template <class Draw>
at::Tensor draw_all(const std::vector<int64_t>& shape, const at::Device& device, Draw draw) {
  const at::Tensor values = torch::empty(shape);
  float* out = values.data_ptr<float>();
  for (int64_t i = 0; i < values.numel(); ++i) out[i] = static_cast<float>(draw());
  return place(values, device);
}

}  // namespace

at::Tensor draw_uniform(const std::vector<int64_t>& shape, double bound, const at::Device& device,
                        Random& random) {
  return draw_all(shape, device, [&] { return random.uniform(-bound, bound); });
}

at::Tensor draw_normal(const std::vector<int64_t>& shape, double deviation,
                       const at::Device& device, Random& random) {
  return draw_all(shape, device, [&] { return deviation * random.normal(); });
}

at::Tensor draw_cut_normal(const std::vector<int64_t>& shape, double deviation,
                           const at::Device& device, Random& random) {
  constexpr double kFarthest = 3;
  return draw_all(shape, device, [&] {
    double value = random.normal();
    while (std::abs(value) > kFarthest) value = random.normal();
    return deviation * value;
  });
}

}  // namespace mlrun
