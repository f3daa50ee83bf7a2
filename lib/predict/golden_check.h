#pragma once

#include <cstdint>
#include <vector>

#include "checkpoint/golden.h"
#include "data/row_reader.h"
#include "predict/predictor.h"

namespace mlrun {

// Which rows of a validation table become golden: first, last, rows with missing cells, one of
// each class, the rest drawn by seed; at most `limit` and 100,000 cells, ascending.
std::vector<int64_t> choose_golden(const Table& valid, uint64_t seed, int64_t limit = 32);

// Golden rows as text, without answers: `texts` holds the file's cells of the chosen rows.
// Requires a column in `texts` for every feature of the spec.
GoldenRows golden_from_rows(const DataSpec& spec, const std::vector<std::string>& header,
                            const std::vector<std::vector<std::string>>& texts);

// The net's answers to the golden rows, here and now.
std::vector<float> answer_golden(const Predictor& predictor, const GoldenRows& golden);

// The golden rows with the tolerances that answers in this precision are held to: the file's own
// for fp32 and for a precision that is not known, never less than the file's own for the others.
GoldenRows held_to(GoldenRows golden, const std::string& precision);

GoldenVerdict check_golden(const Predictor& predictor, const GoldenRows& golden);

// Throws Error(kModel) with the differences when the golden rows do not hold by the predictor.
void require_golden(const GoldenVerdict& verdict, const Predictor& predictor,
                    const std::string& file);

}  // namespace mlrun
