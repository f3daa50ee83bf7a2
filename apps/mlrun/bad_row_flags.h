#pragma once

#include <string>

#include "data/bad_rows.h"

namespace CLI {
class App;
}

namespace mlrun {

// What the user says about rows that cannot be read.
struct BadRowFlags {
  std::string on = "fail";
  int64_t max_rows = -1;
  double max_ratio = -1;
  std::string rejects;
};
// null_too: a bad row may keep its place with an empty answer.
void add_bad_rows(CLI::App& verb, BadRowFlags& flags, bool null_too);
// Throws Error(kUsage) for a limit without a policy that passes bad rows over, and for a file of
// rejects that exists already (unless force).
BadRowOptions bad_row_options(const BadRowFlags& flags, bool force);
// Says how many rows were left out or answered with nothing.
void report_bad_rows(const BadRows& bad);
void report_bad_rows(const BadRowOptions& options, uint64_t bad, uint64_t rows);

}  // namespace mlrun
