#pragma once

#include "mlrun/learn/learn_api.h"

namespace mlrun {

// The half of the program that needs LibTorch, loaded by the first call (a quarter of a second).
// Throws Error(kFailure) when the library is missing or of another version.
const LearnApi& learn_half();

// Whether this program has that half at all: the one that only answers does not.
bool has_learn_half();

// True once it is loaded: such a process leaves by _exit, since LibTorch's tear-down costs as much
// as its start.
bool learn_half_loaded();

}  // namespace mlrun
