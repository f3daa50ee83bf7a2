#pragma once

#include <string>

#include "data/fit_report.h"
#include "data/peeked_reader.h"

namespace mlrun {

// How a table fits a model, by its names and its first rows: before the first row is answered.
FitReport first_look(const PeekedReader& reader, const DataSpec& spec, NeedTarget need);
// Throws Error(kModel), naming the table and all that does not fit, and what may help.
void require_fit(const FitReport& report, const std::string& table, const std::string& help = "");

}  // namespace mlrun
