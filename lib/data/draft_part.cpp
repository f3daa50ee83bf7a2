#include "data/draft_part.h"

#include <limits>

#include "core/decimal.h"

namespace mlrun {

void DraftPart::restart(DraftPlan how) {
  plan = how;
  missing = 0;
  levels.empty_out();
  counts.clear();
  lines.clear();
  codes.clear();
  numbers.clear();
  seen = {};
}

bool DraftPart::add_numbers(const RowBatch& batch, size_t c, const MissingTokens& missing_tokens) {
  const bool plain = !missing_tokens.any_number();
  const size_t before = numbers.size();
  numbers.resize(before + batch.rows(), std::numeric_limits<float>::quiet_NaN());
  for (size_t row = 0; row < batch.rows(); ++row) {
    std::string_view cell = batch.cell(row, c);
    auto value = plain ? parse_float(cell) : std::nullopt;
    if (!value) {
      cell = batch.content(row, c);
      if (missing_tokens(cell)) {
        ++missing;
        continue;
      }
      value = parse_float(cell);
      if (!value) return false;
    }
    numbers[before + row] = *value;
    // Few numbers are worth a double.
    if (seen.covers(*value)) {
      ++seen.count;
    } else {
      seen.add(*parse_double(cell));
    }
  }
  return true;
}

bool DraftPart::add(const RowBatch& batch, size_t c, const MissingTokens& missing_tokens) {
  if (plan == DraftPlan::kNumbers) return add_numbers(batch, c, missing_tokens);
  for (size_t row = 0; row < batch.rows(); ++row) {
    const std::string_view cell = batch.content(row, c);
    if (missing_tokens(cell)) {
      ++missing;
      if (plan == DraftPlan::kLevels) codes.push_back(kMissingCode);
      continue;
    }
    const size_t level = levels.index(cell);
    if (level == counts.size()) {
      counts.push_back(0);
      lines.push_back(batch.lines[row]);
    }
    ++counts[level];
    if (plan == DraftPlan::kLevels) codes.push_back(static_cast<int32_t>(level));
  }
  return true;
}

}  // namespace mlrun
