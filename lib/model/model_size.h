#pragma once

#include "predict/model_description.h"

namespace mlrun {

// What a net costs, by its description alone; the figures count every member.
struct ModelSize {
  double parameters = 0;
  double products = 0;     // multiplications of one row on its way forward
  double activations = 0;  // values kept per row for the way back
  double calls = 0;        // operations of a step that cost a launch each, whatever the batch
};
ModelSize size_of(const ModelDescription& description);

}  // namespace mlrun
