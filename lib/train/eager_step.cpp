#include "train/eager_step.h"

#include <c10/util/Exception.h>

#include "core/log.h"
#include "device/device.h"
#include "device/device_fault.h"

namespace mlrun {

at::Tensor EagerStep::run(const StepBatches& batches) {
  at::Tensor sum;
  for (int64_t i = 0; i < batches.rows.size(0); ++i) {
    const at::Tensor loss =
        run_one(batches.rows.select(0, i), {batches.lr[static_cast<size_t>(i)], {}});
    sum = sum.defined() ? sum + loss : loss;
  }
  return sum;
}

at::Tensor EagerStep::run_one(const at::Tensor& rows, const LearningRate& lr) {
  if (!shrink_) return step_.run(rows, lr);
  const at::Tensor start = random_state(step_.device());
  at::Tensor loss;
  while (!fits(rows, lr, loss)) {
    set_random_state(step_.device(), start);
    log::warn("out of device memory: each batch is worked through in " +
              std::to_string(step_.parts()) + " parts");
  }
  return loss;
}

// False when the batch did not fit; then it is to be tried in more parts. The memory of the failed
// step is free only once its exception is gone, hence no work in the handler.
bool EagerStep::fits(const at::Tensor& rows, const LearningRate& lr, at::Tensor& loss) {
  try {
    loss = step_.run(rows, lr);
    return true;
  } catch (const c10::Error& error) {
    if (!is_out_of_device_memory(error) || step_.parts() >= rows.size(0)) throw;
  }
  step_.reset();
  release_cached_memory(step_.device());
  step_.set_parts(step_.parts() * 2);
  return false;
}

}  // namespace mlrun
