#include "data/draft_part.h"

#include <cmath>
#include <limits>

#include "core/decimal.h"

namespace mlrun {

bool parse_both(std::string_view text, double& wide, float& narrow) {
  // A correctly rounded double lies on the same side of the middle between two floats as the number
  // itself, unless it is that middle.
  if (decimal::quick(text, wide) && std::abs(wide) < decimal::kMostFloat &&
      decimal::bits_below_float(wide) != decimal::kMiddle) {
    narrow = static_cast<float>(wide);
    return true;
  }
  const auto value = parse_double(text);
  const auto single = parse_float(text);
  if (!value || !single) return false;
  wide = *value;
  narrow = *single;
  return true;
}

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
  double wide = 0;
  for (size_t row = 0; row < batch.rows(); ++row) {
    float& out = numbers[before + row];
    if (plain && parse_both(batch.cell(row, c), wide, out)) {
      seen.add(wide);
      continue;
    }
    const std::string_view cell = batch.content(row, c);
    if (missing_tokens(cell)) {
      ++missing;
    } else if (parse_both(cell, wide, out)) {
      seen.add(wide);
    } else {
      return false;
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
