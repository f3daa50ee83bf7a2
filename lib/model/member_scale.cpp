#include "model/member_scale.h"

#include <torch/types.h>

#include <algorithm>
#include <numeric>

#include "device/device.h"

namespace mlrun {

at::Tensor draw_member_scale(int64_t members, const std::vector<int64_t>& chunks, bool normal,
                             const at::Device& device, Random& random) {
  const int64_t width = std::accumulate(chunks.begin(), chunks.end(), int64_t{0});
  const at::Tensor scale = torch::empty({members, width});
  float* out = scale.data_ptr<float>();
  for (int64_t member = 0; member < members; ++member) {
    for (const int64_t chunk : chunks) {
      const double drawn = normal ? random.normal() : (random.uniform() < 0.5 ? -1.0 : 1.0);
      out = std::fill_n(out, chunk, static_cast<float>(drawn));
    }
  }
  return place(scale, device);
}

}  // namespace mlrun
