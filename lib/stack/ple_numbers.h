#pragma once

#include "stack/number_stage.h"

namespace mlrun {

// Piecewise-linear encoding and a linear layer of each number (Gorishniy et al. 2022, section 3.1;
// "version B" of the TabM paper): (b + w x) + PLE(x) W. The edges are copied.
std::unique_ptr<NumberStage> make_ple_numbers(const NetShape& shape, const ParameterSlots& slots,
                                              const BinEdges& edges, const StepOps& ops);

}  // namespace mlrun
