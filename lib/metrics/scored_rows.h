#pragma once

#include <cstdint>
#include <optional>

#include "metrics/metric.h"

namespace mlrun {

// Requires sizes that fit together, rows.outputs == outputs and, for outputs > 1, targets that are
// whole numbers below outputs. Throws Error(kData) naming the row and what was expected.
void check_scored(const Scored& rows, int64_t outputs);

int64_t row_count(const Scored& rows);
// 1 when the rows carry no weights.
double weight_of(const Scored& rows, int64_t row);
// The class a row belongs to. Requires rows that passed check_scored.
int64_t true_class(const Scored& rows, int64_t row);
// The class of the largest probability, the first one on a tie; nullopt when one of them is NaN.
std::optional<int64_t> predicted_class(const Scored& rows, int64_t row);

}  // namespace mlrun
