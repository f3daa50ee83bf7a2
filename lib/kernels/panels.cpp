#include "kernels/panels.h"

#include <algorithm>

namespace mlrun {

void pack_rows(const float* rows, size_t stride, size_t depth, size_t columns, size_t lanes,
               float* panels, float factor) {
  const size_t width = whole_lanes(columns, lanes);
  for (size_t first = 0; first < width; first += 2 * lanes) {
    const size_t panel_width = std::min(2 * lanes, width - first);
    const size_t filled = std::min(panel_width, columns - first);
    float* out = panels + first * depth;
    for (size_t k = 0; k < depth; ++k, out += panel_width) {
      const float* from = rows + k * stride + first;
      for (size_t c = 0; c < filled; ++c) out[c] = from[c] * factor;
      std::fill(out + filled, out + panel_width, 0.0F);
    }
  }
}

void pack_columns(const float* columns_as_rows, size_t stride, size_t depth, size_t columns,
                  size_t lanes, float* panels, float factor) {
  const size_t width = whole_lanes(columns, lanes);
  for (size_t first = 0; first < width; first += 2 * lanes) {
    const size_t panel_width = std::min(2 * lanes, width - first);
    const size_t filled = std::min(panel_width, columns - first);
    float* panel = panels + first * depth;
    // A few steps of depth at a time: their cache lines of all columns stay near.
    constexpr size_t kSteps = 16;
    for (size_t k = 0; k < depth; k += kSteps) {
      const size_t end = std::min(depth, k + kSteps);
      for (size_t c = 0; c < panel_width; ++c) {
        const float* from = columns_as_rows + (first + c) * stride;
        for (size_t at = k; at < end; ++at)
          panel[at * panel_width + c] = c < filled ? from[at] * factor : 0;
      }
    }
  }
}

}  // namespace mlrun
