#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/text_set.h"

namespace mlrun {

// What one look at all cells of a column shows.
class ColumnSurvey {
 public:
  static constexpr size_t kLevelLimit = 1'000'000;

  // Texts are kept up to number_limit while all are numbers, else up to text_limit.
  explicit ColumnSurvey(size_t number_limit = kLevelLimit, size_t text_limit = kLevelLimit)
      : number_limit_(number_limit), text_limit_(text_limit) {}
  // `count` cells of one text, the first of which stands at file and line. Requires a text that is
  // not missing. Gives its position in levels(), nullopt when they are not kept (any more).
  std::optional<size_t> add(std::string_view cell, std::string_view file, uint64_t line,
                            uint64_t count = 1);
  void add_missing(uint64_t count = 1) { missing_ += count; }
  // Finite numbers, looked at together. Requires exceeded(): no level is kept.
  struct Numbers {
    uint64_t count = 0;
    double min = 0;  // meaningless when there are none
    double max = 0;
    bool integer = true;
    void add(double value);
    // A number whose nearest float this is would change nothing but the count: rounding keeps the
    // order, so a float strictly between those of min and max is that of a number between them.
    bool covers(float nearest) const {
      return count > 0 && !integer && nearest > static_cast<float>(min) &&
             nearest < static_cast<float>(max);
    }
  };
  void add(const Numbers& numbers);

  uint64_t rows() const { return present_ + missing_; }
  uint64_t present() const { return present_; }
  uint64_t missing() const { return missing_; }
  // Cells that are finite numbers.
  uint64_t numbers() const { return numbers_.count; }
  // Every cell so far is a number (1e999, inf and nan too), an integer, a date or time.
  bool numeric() const { return numeric_; }
  bool integer() const { return numeric_ && numbers_.integer; }
  // So are its finite numbers, whatever else there is.
  bool whole_numbers() const { return numbers_.integer; }
  bool datetime() const { return datetime_; }
  // Of the finite numbers; 0 when there are none.
  double min() const { return numbers_.min; }
  double max() const { return numbers_.max; }
  // Distinct texts in the order they came; none once there were more than the limit.
  const TextSet& levels() const { return levels_; }
  bool exceeded() const { return exceeded_at_ > 0; }
  // How many were counted.
  uint64_t level_count() const { return exceeded() ? exceeded_at_ : levels_.size(); }
  // Text came after more distinct numbers than are kept: the levels are not known.
  bool mixed() const { return mixed_; }
  // The first cell that is no number, and where it stands ("train.csv:17").
  const std::string& first_text() const { return first_text_; }
  const std::string& first_text_place() const { return first_text_place_; }

  // {false word, true word} as the file writes them when the column holds both words of false/true,
  // no/yes (in any case) or 0/1 and nothing else; else empty.
  std::vector<std::string> boolean_levels() const;
  // The distinct texts by byte value; for numeric columns by value, one text (the first) each.
  std::vector<std::string> sorted_levels() const;
  // Of these the numbers, whatever else there is.
  std::vector<std::string> number_levels() const;

 private:
  void add_number(std::string_view cell, uint64_t count);
  std::optional<size_t> add_level(std::string_view cell);
  size_t number_limit_;
  size_t text_limit_;
  uint64_t present_ = 0;
  uint64_t missing_ = 0;
  Numbers numbers_;
  bool numeric_ = true;
  bool datetime_ = true;
  bool mixed_ = false;
  TextSet levels_;
  size_t exceeded_at_ = 0;
  std::string first_text_;
  std::string first_text_place_;
};

}  // namespace mlrun
