#include "data/cell.h"

#include <algorithm>

#include "core/text.h"
#include "data/table.h"

namespace mlrun {

MissingTokens::MissingTokens(const std::vector<std::string>& tokens)
    : tokens_(tokens.begin(), tokens.end()) {
  for (const auto& token : tokens) longest_ = std::max(longest_, token.size());
}

bool MissingTokens::operator()(std::string_view cell) const {
  return cell.empty() || (cell.size() <= longest_ && tokens_.contains(cell));
}

Levels::Levels(const std::vector<std::string>& levels, bool ignore_case)
    : ignore_case_(ignore_case) {
  for (size_t i = 0; i < levels.size(); ++i) {
    const auto code = static_cast<int32_t>(i);
    by_text_.emplace(ignore_case ? lower_ascii(levels[i]) : levels[i], code);
    if (const auto value = parse_double(levels[i])) by_value_.emplace(*value, code);
  }
}

int32_t Levels::code(std::string_view cell) const {
  const auto found = ignore_case_ ? by_text_.find(lower_ascii(cell)) : by_text_.find(cell);
  if (found != by_text_.end()) return found->second;
  if (by_value_.empty()) return kUnseenCode;
  const auto value = parse_double(cell);
  const auto same = value ? by_value_.find(*value) : by_value_.end();
  return same == by_value_.end() ? kUnseenCode : same->second;
}

}  // namespace mlrun
