#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "data/text_set.h"

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
  // One of them reads as a number.
  bool any_number() const { return any_number_; }

 private:
  std::unordered_set<std::string, TextHash, std::equal_to<>> tokens_;
  std::bitset<256> first_bytes_;  // of the tokens
  bool any_number_ = false;
};

// What a boolean column may hold: one of these pairs, no before yes, in any case.
inline constexpr std::array<std::array<std::string_view, 2>, 3> kBooleanWords = {
    {{"false", "true"}, {"no", "yes"}, {"0", "1"}}};

// Codes of the levels of one column.
class Levels {
 public:
  // Levels that are all numbers are also found by their value, so that 1.0 is the level 1 when it
  // is no level itself. Those of a boolean column are found in any case, and by the words of the
  // other pairs: one program writes true where another writes 1.
  Levels(const std::vector<std::string>& levels, bool boolean);
  // Position of the level, or kUnseenCode.
  int32_t code(std::string_view cell) const;

 private:
  void add_boolean_words(const std::vector<std::string>& levels);

  TextSet texts_;               // the levels, and the words of booleans in lower case
  std::vector<int32_t> codes_;  // per text
  std::unordered_map<double, int32_t> by_value_;
  bool ignore_case_;
};

// A number that is too large for a double (1e999), or the words inf, infinity and nan in any case,
// signed or not: no value, but no text either. Requires a text that parse_double refuses.
bool is_not_finite(std::string_view cell);

}  // namespace mlrun
