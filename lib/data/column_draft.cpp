#include "data/column_draft.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/decimal.h"
#include "data/datetime.h"

namespace mlrun {
namespace {

constexpr float kNoNumber = std::numeric_limits<float>::quiet_NaN();

float value_of(std::string_view text) { return parse_float(text).value_or(kNoNumber); }

}  // namespace

ColumnDraft::ColumnDraft(ColumnSurvey survey, bool keep)
    : survey_(std::move(survey)), plan_(keep ? DraftPlan::kLevels : DraftPlan::kNothing) {}

// Once more different texts were seen than are kept.
void ColumnDraft::settle_plan() {
  if (plan_ == DraftPlan::kLevels && survey_.exceeded()) {
    if (survey_.numeric()) {
      to_numbers();
    } else {
      plan_ = DraftPlan::kNothing;
    }
  } else if (plan_ == DraftPlan::kNumbers && !survey_.numeric()) {
    plan_ = DraftPlan::kNothing;
  }
  if (plan_ == DraftPlan::kNothing) {
    codes_ = {};
    values_ = {};
    numbers_ = {};
  }
}

void ColumnDraft::to_numbers() {
  plan_ = DraftPlan::kNumbers;
  numbers_.reserve(codes_.capacity());
  for (const int32_t code : codes_) {
    numbers_.push_back(code < 0 ? kNoNumber : values_[static_cast<size_t>(code)]);
  }
  codes_ = {};
  values_ = {};
}

// Texts are surveyed one by one, each with the number of its cells: as if the rows had come.
void ColumnDraft::add_codes(const DraftPart& part, std::string_view file) {
  std::vector<int32_t> codes(part.levels.size());
  for (size_t i = 0; i < codes.size(); ++i) {
    const std::string_view text = part.levels[i];
    const auto level = survey_.add(text, file, part.lines[i], part.counts[i]);
    if (!level) {
      // The rest is surveyed; the cells are taken as numbers, or not at all.
      for (++i; i < codes.size(); ++i) {
        survey_.add(part.levels[i], file, part.lines[i], part.counts[i]);
      }
      return;
    }
    if (*level == values_.size()) {
      values_.push_back(value_of(text));
      odd_ = odd_ || (survey_.numeric() && std::isnan(values_.back()));
    }
    codes[i] = static_cast<int32_t>(*level);
  }
  const size_t before = codes_.size();
  codes_.resize(before + part.codes.size());
  std::transform(part.codes.begin(), part.codes.end(),
                 codes_.begin() + static_cast<std::ptrdiff_t>(before), [&codes](int32_t code) {
                   return code < 0 ? kMissingCode : codes[static_cast<size_t>(code)];
                 });
}

void ColumnDraft::add_texts(const DraftPart& part, std::string_view file) {
  for (size_t i = 0; i < part.levels.size(); ++i) {
    survey_.add(part.levels[i], file, part.lines[i], part.counts[i]);
  }
}

void ColumnDraft::add(const DraftPart& part, std::string_view file) {
  survey_.add_missing(part.missing);
  if (part.plan == DraftPlan::kNumbers) {
    survey_.add(part.seen);
    if (plan_ == DraftPlan::kNumbers) {
      numbers_.insert(numbers_.end(), part.numbers.begin(), part.numbers.end());
    }
    return;
  }
  if (plan_ == DraftPlan::kLevels) {
    add_codes(part, file);
    settle_plan();
  } else {
    add_texts(part, file);
    settle_plan();
  }
  if (plan_ != DraftPlan::kNumbers) return;
  // Gathered as texts before it was known that numbers are wanted.
  std::vector<float> values;
  for (size_t i = 0; i < part.levels.size(); ++i) {
    values.push_back(value_of(part.levels[i]));
    odd_ = odd_ || std::isnan(values.back());
  }
  for (const int32_t code : part.codes) {
    numbers_.push_back(code < 0 ? kNoNumber : values[static_cast<size_t>(code)]);
  }
}

void ColumnDraft::reserve(size_t rows) {
  if (plan_ == DraftPlan::kLevels) codes_.reserve(rows);
  if (plan_ == DraftPlan::kNumbers) numbers_.reserve(rows);
}

uint64_t ColumnDraft::bytes() const {
  return codes_.size() * sizeof(int32_t) + (values_.size() + numbers_.size()) * sizeof(float);
}

bool ColumnDraft::take_numbers(Column& into) {
  if (odd_ || !survey_.numeric()) return false;
  if (plan_ == DraftPlan::kLevels) to_numbers();
  into.numbers = std::move(numbers_);
  return true;
}

bool ColumnDraft::take_seconds(Column& into) {
  if (plan_ != DraftPlan::kLevels) return false;
  std::vector<double> seconds;
  for (size_t i = 0; i < survey_.levels().size(); ++i) {
    const auto value = parse_datetime(survey_.levels()[i]);
    if (!value) return false;
    seconds.push_back(*value);
  }
  into.seconds.reserve(codes_.size());
  for (const int32_t code : codes_) {
    into.seconds.push_back(code < 0 ? std::numeric_limits<double>::quiet_NaN()
                                    : seconds[static_cast<size_t>(code)]);
  }
  codes_ = {};
  return true;
}

// By the same rules as the typed reader's, so that either gives the same codes.
void ColumnDraft::take_codes(const ColumnSpec& spec, Column& into) {
  const Levels known(spec.levels, spec.type == ColumnType::kBoolean);
  std::vector<int32_t> codes;
  for (size_t i = 0; i < survey_.levels().size(); ++i) {
    codes.push_back(known.code(survey_.levels()[i]));
  }
  for (int32_t& code : codes_) {
    if (code >= 0) code = codes[static_cast<size_t>(code)];
  }
  into.codes = std::move(codes_);
}

bool ColumnDraft::take(const ColumnSpec& spec, Column& into) {
  into.type = spec.type;
  if (spec.role == Role::kIgnore || spec.role == Role::kId) return true;
  const bool needed = spec.role == Role::kTarget || spec.role == Role::kWeight;
  if (needed && survey_.missing() > 0) return false;
  if (spec.role == Role::kWeight && survey_.min() < 0) return false;
  if (spec.type == ColumnType::kNumeric) return take_numbers(into);
  if (spec.type == ColumnType::kDatetime) return take_seconds(into);
  if (plan_ != DraftPlan::kLevels) return false;
  take_codes(spec, into);
  return !needed ||
         std::find(into.codes.begin(), into.codes.end(), kUnseenCode) == into.codes.end();
}

}  // namespace mlrun
