#pragma once

#include <cstddef>
#include <string>

#include "predict/permutation_importance.h"

namespace mlrun {

// The importances for people, a line each: name, mean, deviation, and a bar against the largest.
// What is not above 0 has no bar. Requires the most important first. No line is wider than `width`
// columns (at least 40); long names are cut.
std::string importance_text(const Importances& importances, size_t width);

}  // namespace mlrun
