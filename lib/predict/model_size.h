#pragma once

#include "predict/model_description.h"

namespace mlrun {

// What a net costs, by its description alone; the figures count every member.
struct ModelSize {
  double parameters = 0;
  double products = 0;  // multiplications of one row on its way forward
};
ModelSize size_of(const ModelDescription& description);

}  // namespace mlrun
