#include "device/precision.h"

#include <ATen/Context.h>
#include <ATen/autocast_mode.h>

#include "core/error.h"

namespace mlrun {

void set_precision(const std::string& precision) {
  const bool tf32 = precision == "tf32";
  at::globalContext().setAllowTF32CuBLAS(tf32);
  at::globalContext().setAllowTF32CuDNN(tf32);
}

Autocast::Autocast(const std::string& precision, const at::Device& device)
    : on_(precision == "bf16"), type_(device.type()) {
  if (!on_) return;
  if (!device.is_cpu() && !device.is_cuda()) {
    throw Error(ErrorKind::kDevice,
                "precision bf16 is not known on device " + device.str() + "; --precision fp32 is");
  }
  was_enabled_ = at::autocast::is_autocast_enabled(type_);
  was_caching_ = at::autocast::is_autocast_cache_enabled();
  at::autocast::set_autocast_enabled(type_, true);
  at::autocast::set_autocast_dtype(type_, at::kBFloat16);
  // A cached cast would outlive the update of its weight, and be frozen into a recorded graph.
  at::autocast::set_autocast_cache_enabled(false);
  at::autocast::increment_nesting();
}

Autocast::~Autocast() {
  if (!on_) return;
  if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
  at::autocast::set_autocast_enabled(type_, was_enabled_);
  at::autocast::set_autocast_cache_enabled(was_caching_);
}

}  // namespace mlrun
