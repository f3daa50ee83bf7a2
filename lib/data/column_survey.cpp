#include "data/column_survey.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "core/text.h"
#include "data/cell.h"
#include "data/datetime.h"

namespace mlrun {

void ColumnSurvey::add_number(std::string_view cell) {
  const auto value = parse_double(cell);
  if (!value) {
    numeric_ = is_not_finite(cell);
    return;
  }
  ++numbers_;
  integer_ = integer_ && *value == std::floor(*value);
  min_ = any_finite_ ? std::min(min_, *value) : *value;
  max_ = any_finite_ ? std::max(max_, *value) : *value;
  any_finite_ = true;
}

void ColumnSurvey::add(std::string_view cell, const std::string& file, uint64_t line) {
  ++present_;
  if (numeric_) {
    add_number(cell);
    if (!numeric_) {
      mixed_ = exceeded();
      first_text_ = cell;
      first_text_place_ = file + ":" + std::to_string(line);
    }
  } else if (parse_double(cell)) {
    ++numbers_;
  }
  if (datetime_) datetime_ = parse_datetime(cell).has_value();
  if (exceeded() || !levels_.add(cell)) return;
  if (levels_.size() > (numeric_ ? number_limit_ : text_limit_)) {
    exceeded_at_ = levels_.size();
    levels_.clear();
  }
}

std::vector<std::string> ColumnSurvey::boolean_levels() const {
  constexpr std::array<std::array<const char*, 2>, 3> kPairs = {
      {{"false", "true"}, {"no", "yes"}, {"0", "1"}}};
  constexpr size_t kSpellings = 16;  // of two words, by case
  if (levels_.size() == 0 || levels_.size() > kSpellings) return {};
  for (const auto& [no, yes] : kPairs) {
    std::vector<std::string> words(2);
    bool fits = true;
    for (size_t i = 0; fits && i < levels_.size(); ++i) {
      const std::string lower = lower_ascii(levels_[i]);
      fits = lower == no || lower == yes;
      std::string& word = words[lower == yes ? 1 : 0];
      if (fits && word.empty()) word = levels_[i];
    }
    if (fits && !words[0].empty() && !words[1].empty()) return words;
  }
  return {};
}

std::vector<std::string> ColumnSurvey::sorted_levels() const {
  std::vector<std::string> sorted;
  if (!numeric_) {
    for (size_t i = 0; i < levels_.size(); ++i) sorted.emplace_back(levels_[i]);
    std::sort(sorted.begin(), sorted.end());
    return sorted;
  }
  std::map<double, std::string_view> by_value;
  for (size_t i = 0; i < levels_.size(); ++i) {
    if (const auto value = parse_double(levels_[i])) by_value.try_emplace(*value, levels_[i]);
  }
  for (const auto& [value, text] : by_value) sorted.emplace_back(text);
  return sorted;
}

}  // namespace mlrun
