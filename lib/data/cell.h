#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace mlrun {

// Lets maps with text keys be asked by a view.
struct TextHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

// The cells that stand for "no value". The empty cell always does, quoted or not.
class MissingTokens {
 public:
  explicit MissingTokens(const std::vector<std::string>& tokens);
  bool operator()(std::string_view cell) const;

 private:
  std::unordered_set<std::string, TextHash, std::equal_to<>> tokens_;
  size_t longest_ = 0;
};

// Codes of the levels of one column. Levels that are numbers are also found by their value, so
// that 1 and 1.0 and 01 are one level.
class Levels {
 public:
  explicit Levels(const std::vector<std::string>& levels, bool ignore_case);
  // Position of the level, or kUnseenCode.
  int32_t code(std::string_view cell) const;

 private:
  std::unordered_map<std::string, int32_t, TextHash, std::equal_to<>> by_text_;
  std::unordered_map<double, int32_t> by_value_;
  bool ignore_case_;
};

}  // namespace mlrun
