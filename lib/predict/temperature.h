#pragma once

#include <cstdint>
#include <span>

#include "checkpoint/model_file.h"
#include "metrics/metric.h"

namespace mlrun {

// Temperature scaling (Guo et al. 2017) of what a model answers: probabilities p become
// p^(1/T) / sum of p^(1/T), which is the softmax of the logits divided by T. It does the same to a
// net, to the mean of a net's members and to that of an ensemble's nets. T above 1 makes answers
// less certain; the largest probability stays where it is.

// The T between e^-3 and e^3 with the least weighted log-loss on labelled rows, by golden-section
// search on log T; 1 unless that is better by more than 1e-6. Requires probabilities.
double fit_temperature(const Scored& rows);

// [rows, classes] in place. A probability counts as the smallest normal float32 at least: what
// underflowed is not lost for ever. A row with a NaN becomes NaN throughout.
void scale_by_temperature(std::span<float> probabilities, int64_t classes, double temperature);

// What a file says: `temperature` in its model description, 1 when it is absent. Throws
// Error(kModel) for what is no number above 0, and for a temperature of a model without classes.
double temperature_of(const ModelBundle& bundle);
// Requires classes. A temperature of 1 is not written.
void put_temperature(ModelBundle& bundle, double temperature);

}  // namespace mlrun
