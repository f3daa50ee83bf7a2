#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "checkpoint/state_dict.h"
#include "core/json.h"

namespace mlrun {

// Rows that the model answered when it was made: every host proves itself on them.
struct GoldenRows {
  std::vector<std::string> columns;             // names of the feature columns
  std::vector<std::vector<std::string>> cells;  // [rows][columns], the text of the input
  int64_t outputs = 0;
  std::vector<float> answers;  // [rows, outputs]: the net's answers
  std::string device;          // with what they were answered: "cpu"
  std::string precision;       // "fp32"
  double absolute_tolerance = 1e-5;
  double relative_tolerance = 1e-4;

  int64_t rows() const { return static_cast<int64_t>(cells.size()); }
};

struct GoldenVerdict {
  bool holds = false;
  int64_t rows = 0;
  double largest_absolute = 0;
  double largest_relative = 0;  // of |got - answer| / |answer|; answers of 0 are left out
  int64_t worst_row = -1;       // -1 when all are equal
};

// Holds when |got - answer| <= absolute + relative |answer| everywhere; a NaN on either side never
// does, an infinity only with its equal. It does not hold when the sizes differ.
GoldenVerdict compare(const GoldenRows& golden, const std::vector<float>& got);

// Everything but the answers, which are a tensor F32 [rows, outputs] beside it.
Json to_json(const GoldenRows& golden);
HostTensor answers_of(const GoldenRows& golden);
// Throws Error(kModel) naming `where`, the key and what was expected.
GoldenRows golden_from_json(const Json& json, const HostTensor& answers, const std::string& where);

}  // namespace mlrun
