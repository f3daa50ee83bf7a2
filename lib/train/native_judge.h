#pragma once

#include <memory>

#include "train/judge.h"

namespace mlrun {

// Judges a net on the CPU by our own kernels, as predict will answer for it, with as many threads
// as training has. Keeps the references of the task. Null where the net has no native form.
std::unique_ptr<Judge> judge_by_kernels(const JudgeTask& task);

}  // namespace mlrun
