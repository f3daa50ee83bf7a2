#include "data/json_columns.h"

#include <nlohmann/json.hpp>
#include <unordered_set>
#include <utility>

namespace mlrun {
namespace {

// nlohmann's events; only keys of the outermost object matter.
class KeyCollector {
 public:
  explicit KeyCollector(std::vector<std::string>& keys) : keys_(keys) {}

  bool null() { return depth_ > 0; }
  bool boolean(bool) { return depth_ > 0; }
  bool number_integer(int64_t) { return depth_ > 0; }
  bool number_unsigned(uint64_t) { return depth_ > 0; }
  bool number_float(double, const std::string&) { return depth_ > 0; }
  bool string(const std::string&) { return depth_ > 0; }
  template <class Bytes>
  bool binary(const Bytes&) {
    return false;
  }
  bool start_object(size_t) {
    ++depth_;
    return true;
  }
  bool start_array(size_t) { return ++depth_ > 1; }
  bool end_object() { return leave(); }
  bool end_array() { return leave(); }
  bool key(std::string& name) {
    if (depth_ == 1 && seen_.insert(name).second) keys_.push_back(name);
    return true;
  }
  bool parse_error(size_t, const std::string&, const nlohmann::detail::exception&) { return false; }

 private:
  bool leave() {
    --depth_;
    return true;
  }
  std::vector<std::string>& keys_;
  std::unordered_set<std::string> seen_;
  size_t depth_ = 0;
};

}  // namespace

JsonColumns::JsonColumns(std::vector<std::string> names) : names_(std::move(names)) {
  positions_.reserve(names_.size());
  for (size_t c = 0; c < names_.size(); ++c) positions_.emplace(names_[c], c);
}

std::optional<size_t> JsonColumns::find(std::string_view name, size_t guess) const {
  if (guess < names_.size() && names_[guess] == name) return guess;
  const auto found = positions_.find(name);
  if (found == positions_.end()) return std::nullopt;
  return found->second;
}

std::vector<std::string> keys_of_object(std::string_view line) {
  std::vector<std::string> keys;
  KeyCollector collector(keys);
  nlohmann::json::sax_parse(line.begin(), line.end(), &collector);
  return keys;
}

}  // namespace mlrun
