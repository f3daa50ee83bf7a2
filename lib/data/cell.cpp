#include "data/cell.h"

#include <algorithm>

#include "core/text.h"
#include "data/table.h"

namespace mlrun {
namespace {

void skip_sign(std::string_view& text) {
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) text.remove_prefix(1);
}

size_t skip_digits(std::string_view& text) {
  const size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  text.remove_prefix(digits);
  return digits;
}

// Sign, digits with a point, exponent: a number, of whatever size.
bool is_decimal(std::string_view text) {
  skip_sign(text);
  size_t digits = skip_digits(text);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    digits += skip_digits(text);
  }
  if (digits == 0 || text.empty()) return digits > 0;
  if (text[0] != 'e' && text[0] != 'E') return false;
  text.remove_prefix(1);
  skip_sign(text);
  return skip_digits(text) > 0 && text.empty();
}

bool is_number_word(std::string_view text) {
  skip_sign(text);
  const std::string word = lower_ascii(text.substr(0, 9));
  return word == "inf" || word == "infinity" || word == "nan";
}

}  // namespace

MissingTokens::MissingTokens(const std::vector<std::string>& tokens)
    : tokens_(tokens.begin(), tokens.end()) {
  for (const auto& token : tokens) {
    if (!token.empty()) first_bytes_.set(static_cast<unsigned char>(token[0]));
    any_number_ = any_number_ || parse_double(token).has_value();
  }
}

bool MissingTokens::operator()(std::string_view cell) const {
  if (cell.empty()) return true;
  return first_bytes_[static_cast<unsigned char>(cell[0])] && tokens_.contains(cell);
}

Levels::Levels(const std::vector<std::string>& levels, bool boolean) : ignore_case_(boolean) {
  bool all_numbers = true;
  for (size_t i = 0; i < levels.size(); ++i) {
    const auto code = static_cast<int32_t>(i);
    if (texts_.add(levels[i])) codes_.push_back(code);
    if (boolean && texts_.add(lower_ascii(levels[i]))) codes_.push_back(code);
    const auto value = all_numbers ? parse_double(levels[i]) : std::nullopt;
    all_numbers = value.has_value();
    if (value) by_value_.emplace(*value, code);
  }
  if (!all_numbers) by_value_.clear();
  if (boolean) add_boolean_words(levels);
}

void Levels::add_boolean_words(const std::vector<std::string>& levels) {
  const auto is_pair = [&levels](const auto& words) {
    return levels.size() == 2 && lower_ascii(levels[0]) == words[0] &&
           lower_ascii(levels[1]) == words[1];
  };
  if (std::none_of(kBooleanWords.begin(), kBooleanWords.end(), is_pair)) return;
  for (const auto& words : kBooleanWords) {
    for (int32_t code = 0; code < 2; ++code) {
      if (texts_.add(words[static_cast<size_t>(code)])) codes_.push_back(code);
    }
  }
  by_value_ = {{0, 0}, {1, 1}};
}

int32_t Levels::code(std::string_view cell) const {
  auto found = texts_.find(cell);
  if (!found && ignore_case_) found = texts_.find(lower_ascii(cell));
  if (found) return codes_[*found];
  if (by_value_.empty()) return kUnseenCode;
  const auto value = parse_double(cell);
  const auto same = value ? by_value_.find(*value) : by_value_.end();
  return same == by_value_.end() ? kUnseenCode : same->second;
}

bool is_not_finite(std::string_view cell) {
  cell = trim(cell);
  return is_decimal(cell) || is_number_word(cell);
}

}  // namespace mlrun
