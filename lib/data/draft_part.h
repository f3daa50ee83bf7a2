#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/cell.h"
#include "data/column_survey.h"
#include "data/row_batch.h"
#include "data/table.h"
#include "data/text_set.h"

namespace mlrun {

// How the cells of a column are gathered while its type is not known yet.
enum class DraftPlan : uint8_t {
  kLevels,   // every text, as a code
  kNumbers,  // all were numbers, and too many different ones to keep: floats
  kNothing,  // too many different texts, or not wanted: counts only
};

// The cells of one column in one block, gathered by whatever thread.
struct DraftPart {
  DraftPlan plan = DraftPlan::kLevels;
  uint64_t missing = 0;
  // kLevels and kNothing: the different texts in the order they came, with how many cells hold each
  // and the line of the first.
  TextSet levels;
  std::vector<uint64_t> counts;
  std::vector<uint64_t> lines;
  std::vector<int32_t> codes;  // kLevels: per row, index into levels or kMissingCode
  // kNumbers: per row, NaN where missing.
  std::vector<float> numbers;
  ColumnSurvey::Numbers seen;

  explicit DraftPart(DraftPlan how) : plan(how) {}
  // Empties it for another block and keeps its memory.
  void restart(DraftPlan how);
  // Adds column c of a batch. False when a cell is no finite number under kNumbers: the part is of
  // no use then, the block must be gathered as kLevels.
  bool add(const RowBatch& batch, size_t c, const MissingTokens& missing_tokens);

 private:
  bool add_numbers(const RowBatch& batch, size_t c, const MissingTokens& missing_tokens);
};

}  // namespace mlrun
