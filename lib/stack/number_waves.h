#pragma once

#include "kernels/packed_layer.h"
#include "kernels/step_ops.h"

namespace mlrun {

// Sines and cosines; of angles beyond the kernel's, which inputs that nobody scaled make, by the
// library. All arrays of the size of `angles`.
void waves_of(const StepOps& ops, const AlignedFloats& angles, AlignedFloats& sines,
              AlignedFloats& cosines);

}  // namespace mlrun
