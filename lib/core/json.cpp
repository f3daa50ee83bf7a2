#include "core/json.h"

#include <algorithm>
#include <cstddef>
#include <unordered_set>
#include <utility>

#include "core/counting_iterator.h"
#include "core/file.h"
#include "core/text.h"

namespace mlrun {
namespace {

constexpr size_t kDepthLimit = 64;

// The text, its name and how far the parser has read it: enough to say where a mistake is.
struct Source {
  std::string_view text;
  const std::string& name;
  ErrorKind kind;
  size_t read = 0;

  [[noreturn]] void fail(size_t offset, const std::string& message) const {
    const std::string_view before = text.substr(0, std::min(offset, text.size()));
    const size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0: the first line
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    throw Error(kind, name + ":" + std::to_string(line) + ":" +
                          std::to_string(before.size() - line_start + 1) + ": " + message);
  }

  // Opening quote of the string that ends right before `end`.
  size_t string_start(size_t end) const {
    size_t start = end - 2;
    auto escaped = [this](size_t quote) {
      size_t slashes = 0;
      while (slashes < quote && text[quote - 1 - slashes] == '\\') ++slashes;
      return slashes % 2 == 1;
    };
    while (text[start] != '"' || escaped(start)) --start;
    return start;
  }

  // First byte of the word or number whose last byte is at `last`.
  size_t word_start(size_t last) const {
    auto in_word = [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
             c == '+' || c == '-' || c == '.';
    };
    while (last > 0 && last <= text.size() && in_word(text[last - 1])) --last;
    return last;
  }
};

// Builds the value from the parser's events, refusing what nlohmann's own builder lets pass:
// duplicate keys and any depth.
class Builder : public nlohmann::json_sax<Json> {
 public:
  Builder(Source& source, Json& root) : source_(source), root_(root) {}

  bool null() override { return put(nullptr); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put(value); }
  bool number_unsigned(number_unsigned_t value) override { return put(value); }
  bool number_float(number_float_t value, const string_t&) override { return put(value); }
  bool string(string_t& value) override { return put(std::move(value)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(size_t) override { return open(Json::object()); }
  bool start_array(size_t) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& value) override {
    if (!open_.back().keys.insert(value).second) {
      source_.fail(source_.string_start(source_.read), "duplicate key " + quoted(value));
    }
    key_ = std::move(value);
    return true;
  }

  bool parse_error(size_t position, const std::string&,
                   const nlohmann::detail::exception& error) override {
    std::string message = error.what();
    // "[json.exception...] parse error at line 1, column 2: syntax error while ..."
    const size_t place = message.find(", column ");
    const size_t head = message.find(place == std::string::npos ? "] " : ": ",
                                     place == std::string::npos ? 0 : place);
    if (head != std::string::npos) message.erase(0, head + 2);
    const size_t last = std::max<size_t>(position, 1) - 1;
    const size_t last_read = message.find("; last read: ");
    if (last_read != std::string::npos) {
      // A malformed token: its bad byte is the last one read. nlohmann's copy may hold more.
      const size_t start = source_.word_start(last);
      message.resize(last_read);
      if (last < source_.text.size()) {
        message += ", got " + quoted(source_.text.substr(start, last - start + 1));
      }
      source_.fail(last, message);
    }
    const bool string = message.find("unexpected string literal") != std::string::npos;
    const bool word = last < source_.text.size() && source_.word_start(last + 1) <= last;
    source_.fail(string ? source_.string_start(last + 1)
                 : word ? source_.word_start(last)
                        : last,
                 message);
  }

 private:
  struct Open {
    Json* value;
    std::unordered_set<std::string> keys;
  };

  // Adds to the innermost open container; a plain append, since the keys were checked.
  Json& add(Json&& value) {
    if (open_.empty()) return root_ = std::move(value);
    Json& parent = *open_.back().value;
    if (parent.is_array()) {
      auto& items = parent.get_ref<Json::array_t&>();
      return items.emplace_back(std::move(value));
    }
    auto& members = parent.get_ref<Json::object_t&>();
    members.emplace_back(std::move(key_), std::move(value));
    return members.back().second;
  }

  bool put(Json&& value) {
    add(std::move(value));
    return true;
  }

  bool open(Json&& value) {
    if (open_.size() == kDepthLimit) {
      source_.fail(source_.read - 1,
                   "nested deeper than " + std::to_string(kDepthLimit) + " levels");
    }
    open_.push_back({&add(std::move(value)), {}});
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  Source& source_;
  Json& root_;
  std::vector<Open> open_;
  std::string key_;
};

}  // namespace

Json parse_json(std::string_view text, const std::string& source, ErrorKind kind,
                JsonComments comments) {
  Source from{text, source, kind};
  // The parser takes a NUL for the end of the text and would not see what follows.
  const size_t nul = text.find('\0');
  if (nul != std::string_view::npos) from.fail(nul, "a NUL byte is not allowed in JSON");
  Json root;
  Builder builder(from, root);
  Json::sax_parse(CountingIterator(text, 0, from.read),
                  CountingIterator(text, text.size(), from.read), &builder,
                  Json::input_format_t::json, true, comments == JsonComments::kAllow);
  return root;
}

Json read_json_file(const std::string& path, ErrorKind kind, JsonComments comments) {
  return parse_json(read_file(path, kind), path, kind, comments);
}

}  // namespace mlrun
