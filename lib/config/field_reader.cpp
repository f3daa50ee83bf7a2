#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "config/field_names.h"
#include "config/fields.h"
#include "core/text.h"

namespace mlrun {
namespace {

constexpr size_t kShown = 60;
constexpr size_t kShownPath = 200;

// A wrong value as a mistake shows it: short, whatever was given.
std::string shown(const Json& value) {
  if (value.is_string()) return mlrun::quoted(value.get_ref<const std::string&>(), kShown);
  if (value.is_object()) return "an object";
  if (value.is_number_float()) return format_number(value.get<double>());
  std::string text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
  if (text.size() > kShown) text = text.substr(0, kShown) + "...";
  return text;
}

// A flag or a variable may hold any bytes; JSON, to which every value goes, is UTF-8.
bool is_text(const Json& value) {
  return value.is_string() && !invalid_utf8(value.get_ref<const std::string&>());
}

const char* wanted_text(const Json& got) { return got.is_string() ? "UTF-8 text" : "a string"; }

// JSON Schema counts 10.0 and 1e3 as integers, so they are read as such.
std::optional<int64_t> as_integer(const Json& value, Bounds bounds) {
  if (value.is_number_unsigned() &&
      value.get<uint64_t>() > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
    return std::nullopt;
  }
  if (value.is_number_float()) {
    const double number = value.get<double>();
    const bool whole = std::isfinite(number) && std::trunc(number) == number;
    if (!whole || std::abs(number) > 9007199254740992.0) return std::nullopt;
  } else if (!value.is_number_integer()) {
    return std::nullopt;
  }
  const auto number = value.get<int64_t>();
  if (!bounds.contains(static_cast<double>(number))) return std::nullopt;
  return number;
}

}  // namespace

FieldReader::FieldReader(const Json& json) {
  if (!json.is_object()) mistakes_.push_back("expected an object, got " + shown(json));
  frames_.push_back({json.is_object() ? &json : nullptr, "", {}});
}

std::vector<std::string> FieldReader::mistakes() {
  if (!frames_.empty()) {
    note_unknown(frames_.front());
    frames_.clear();
    for (const std::string& path : unknown_) {
      mistakes_.push_back("unknown key " + mlrun::quoted(path, kShownPath) +
                          did_you_mean_field(path, known_));
    }
  }
  return mistakes_;
}

void FieldReader::boolean(const char* key, bool& value, const char*) {
  const Json* found = find(key);
  if (found == nullptr) return;
  if (!found->is_boolean()) return expected(frames_.back().path + key, "true or false", *found);
  value = found->get<bool>();
}

void FieldReader::integer(const char* key, int64_t& value, Bounds bounds, const char*) {
  const Json* found = find(key);
  if (found == nullptr) return;
  const auto number = as_integer(*found, bounds);
  if (!number) return expected(frames_.back().path + key, "an integer" + bounds.text(), *found);
  value = *number;
}

void FieldReader::real(const char* key, double& value, Bounds bounds, const char*) {
  const Json* found = find(key);
  if (found == nullptr) return;
  const double number = found->is_number() ? found->get<double>() : std::nan("");
  if (!std::isfinite(number) || !bounds.contains(number)) {
    return expected(frames_.back().path + key, "a number" + bounds.text(), *found);
  }
  value = number;
}

void FieldReader::text(const char* key, std::string& value, const char*) {
  const Json* found = find(key);
  if (found == nullptr) return;
  if (!is_text(*found)) return expected(frames_.back().path + key, wanted_text(*found), *found);
  value = found->get<std::string>();
}

void FieldReader::choice(const char* key, std::string& value,
                         const std::vector<std::string>& choices, const char*) {
  const Json* found = find(key);
  if (found == nullptr) return;
  const std::string given = found->is_string() ? found->get<std::string>() : "";
  if (std::find(choices.begin(), choices.end(), given) == choices.end()) {
    expected(frames_.back().path + key, "one of " + join(choices, ", "), *found);
    if (!given.empty()) mistakes_.back() += did_you_mean(given, choices);
    return;
  }
  value = given;
}

void FieldReader::integers(const char* key, std::vector<int64_t>& values, Bounds bounds,
                           const char*) {
  const Json* found = find_list(key, "a list of integers" + bounds.text());
  if (found == nullptr) return;
  std::vector<int64_t> numbers;
  for (size_t i = 0; i < found->size(); ++i) {
    const auto number = as_integer((*found)[i], bounds);
    if (!number) {
      expected(frames_.back().path + key + "[" + std::to_string(i) + "]",
               "an integer" + bounds.text(), (*found)[i]);
    }
    numbers.push_back(number.value_or(0));
  }
  values = std::move(numbers);
}

void FieldReader::texts(const char* key, std::vector<std::string>& values, const char*) {
  const Json* found = find_list(key, "a list of strings");
  if (found == nullptr) return;
  std::vector<std::string> texts;
  for (size_t i = 0; i < found->size(); ++i) {
    const Json& item = (*found)[i];
    if (!is_text(item)) {
      expected(frames_.back().path + key + "[" + std::to_string(i) + "]", wanted_text(item), item);
    }
    texts.push_back(item.is_string() ? item.get<std::string>() : "");
  }
  values = std::move(texts);
}

void FieldReader::begin_section(const char* key, const char*) {
  const Json* found = find(key);
  const std::string path = frames_.back().path + key;
  if (found != nullptr && !found->is_object()) {
    expected(path, "an object", *found);
    found = nullptr;
  }
  frames_.push_back({found, path + ".", {}});
}

void FieldReader::end_section() {
  note_unknown(frames_.back());
  frames_.pop_back();
}

const Json* FieldReader::find(const char* key) {
  Frame& frame = frames_.back();
  frame.known.emplace_back(key);
  known_.push_back(frame.path + key);
  if (frame.object == nullptr) return nullptr;
  const auto found = frame.object->find(key);
  return found == frame.object->end() ? nullptr : &*found;
}

const Json* FieldReader::find_list(const char* key, const std::string& what) {
  const Json* found = find(key);
  if (found == nullptr || found->is_array()) return found;
  expected(frames_.back().path + key, what, *found);
  return nullptr;
}

void FieldReader::expected(const std::string& path, const std::string& what, const Json& got) {
  mistakes_.push_back(path + ": expected " + what + ", got " + shown(got));
}

void FieldReader::note_unknown(const Frame& frame) {
  if (frame.object == nullptr) return;
  for (const auto& item : frame.object->items()) {
    const auto& known = frame.known;
    if (std::find(known.begin(), known.end(), item.key()) == known.end()) {
      unknown_.push_back(frame.path + item.key());
    }
  }
}

}  // namespace mlrun
