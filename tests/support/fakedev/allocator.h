#pragma once

#include <c10/core/Allocator.h>

namespace fakedev {

// LibTorch's allocator over the arena; at::accelerator's memory calls ask it.
c10::Allocator& allocator();

}  // namespace fakedev
