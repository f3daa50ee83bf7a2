#include "data/column_survey.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "core/text.h"
#include "data/cell.h"
#include "data/datetime.h"

namespace mlrun {

void ColumnSurvey::Numbers::add(double value) {
  integer = integer && value == std::floor(value);
  min = count > 0 ? std::min(min, value) : value;
  max = count > 0 ? std::max(max, value) : value;
  ++count;
}

void ColumnSurvey::add(const Numbers& numbers) {
  present_ += numbers.count;
  if (numbers.count == 0) return;
  // A date has dashes in it.
  datetime_ = false;
  const uint64_t count = numbers_.count + numbers.count;
  if (!numeric_) {
    numbers_.count = count;
    return;
  }
  numbers_.add(numbers.min);
  numbers_.add(numbers.max);
  numbers_.integer = numbers_.integer && numbers.integer;
  numbers_.count = count;
}

void ColumnSurvey::add_number(std::string_view cell, uint64_t count) {
  const auto value = parse_double(cell);
  if (!value) {
    numeric_ = is_not_finite(cell);
    return;
  }
  const uint64_t total = numbers_.count + count;
  numbers_.add(*value);
  numbers_.count = total;
}

std::optional<size_t> ColumnSurvey::add_level(std::string_view cell) {
  if (exceeded()) return std::nullopt;
  const size_t before = levels_.size();
  const size_t index = levels_.index(cell);
  if (levels_.size() > before && levels_.size() > (numeric_ ? number_limit_ : text_limit_)) {
    exceeded_at_ = levels_.size();
    levels_.clear();
    return std::nullopt;
  }
  return index;
}

std::optional<size_t> ColumnSurvey::add(std::string_view cell, std::string_view file, uint64_t line,
                                        uint64_t count) {
  present_ += count;
  if (numeric_) {
    add_number(cell, count);
    if (!numeric_) {
      mixed_ = exceeded();
      first_text_ = cell;
      first_text_place_ = std::string(file) + ":" + std::to_string(line);
    }
  } else if (parse_double(cell)) {
    numbers_.count += count;
  }
  if (datetime_) datetime_ = parse_datetime(cell).has_value();
  return add_level(cell);
}

std::vector<std::string> ColumnSurvey::boolean_levels() const {
  constexpr size_t kSpellings = 16;  // of two words, by case
  if (levels_.size() == 0 || levels_.size() > kSpellings) return {};
  for (const auto& [no, yes] : kBooleanWords) {
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
  if (numeric_) return number_levels();
  std::vector<std::string> sorted;
  for (size_t i = 0; i < levels_.size(); ++i) sorted.emplace_back(levels_[i]);
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

std::vector<std::string> ColumnSurvey::number_levels() const {
  std::vector<std::string> sorted;
  std::map<double, std::string_view> by_value;
  for (size_t i = 0; i < levels_.size(); ++i) {
    if (const auto value = parse_double(levels_[i])) by_value.try_emplace(*value, levels_[i]);
  }
  for (const auto& [value, text] : by_value) sorted.emplace_back(text);
  return sorted;
}

}  // namespace mlrun
