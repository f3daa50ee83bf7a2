#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mlrun {

// The columns of a JSON Lines file: the keys of its first object, in its order.
class JsonColumns {
 public:
  // Requires: no name stands twice.
  explicit JsonColumns(std::vector<std::string> names);
  JsonColumns(const JsonColumns&) = delete;
  JsonColumns& operator=(const JsonColumns&) = delete;
  const std::vector<std::string>& names() const { return names_; }
  size_t size() const { return names_.size(); }
  // The column of this name; found quickly when it is the guess.
  std::optional<size_t> find(std::string_view name, size_t guess) const;

 private:
  std::vector<std::string> names_;
  std::unordered_map<std::string_view, size_t> positions_;  // views of names_
};

// The keys of the object in a line, in its order, each once: of a broken line those before the
// break, of anything but an object none.
std::vector<std::string> keys_of_object(std::string_view line);

}  // namespace mlrun
