#pragma once

#include <cstdint>
#include <vector>

#include "checkpoint/state_dict.h"
#include "features/features.h"
#include "predict/member_choice.h"
#include "predict/model_description.h"

namespace mlrun {

// What each member of a net says to rows, on the CPU. Throws Error(kModel) as TorchRuntime.
// Requires a net of several members.
MemberAnswers member_answers(const ModelDescription& description, const StateDict& state,
                             const Features& rows);

// The state of the same net with only these members (indices, ascending): a tensor that the net
// has for each member keeps those blocks of its first dimension, one that they share stays. Which
// is which follows from the shapes of a net of so many members.
// Requires at least one and fewer than all members. Throws Error(kModel) for a state of another
// net.
StateDict keep_members(const ModelDescription& description, const StateDict& state,
                       const std::vector<int64_t>& members);

}  // namespace mlrun
