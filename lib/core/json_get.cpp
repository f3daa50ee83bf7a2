#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "core/json.h"
#include "core/text.h"

namespace mlrun {
namespace {

// How a value is shown after "got".
std::string shown(const Json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return "a list";
  if (value.is_string()) return quoted(value.get_ref<const std::string&>());
  if (value.is_number_float()) return format_number(value.get<double>());
  return value.dump();
}

// The value as T, or nullopt when it is not one; `expected` is the name of T in messages.
template <class T>
struct As;

template <>
struct As<std::string> {
  static constexpr auto expected = "a string";
  static std::optional<std::string> from(const Json& value) {
    if (!value.is_string()) return std::nullopt;
    return value.get<std::string>();
  }
};

template <>
struct As<bool> {
  static constexpr auto expected = "true or false";
  static std::optional<bool> from(const Json& value) {
    if (!value.is_boolean()) return std::nullopt;
    return value.get<bool>();
  }
};

template <>
struct As<double> {
  static constexpr auto expected = "a number";
  static std::optional<double> from(const Json& value) {
    if (!value.is_number()) return std::nullopt;
    return value.get<double>();
  }
};

template <>
struct As<int64_t> {
  static constexpr auto expected = "an integer";
  static std::optional<int64_t> from(const Json& value) {
    if (value.is_number_unsigned()) {
      const auto number = value.get<uint64_t>();
      if (number > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) return std::nullopt;
      return static_cast<int64_t>(number);
    }
    if (value.is_number_integer()) return value.get<int64_t>();
    if (!value.is_number_float()) return std::nullopt;
    // 1e6 is a handy way to write an integer; beyond 2^53 a double no longer holds each of them.
    const double number = value.get<double>();
    if (std::trunc(number) != number || std::abs(number) > 0x1p53) return std::nullopt;
    return static_cast<int64_t>(number);
  }
};

template <>
struct As<uint64_t> {
  static constexpr auto expected = "an integer of at least 0";
  static std::optional<uint64_t> from(const Json& value) {
    if (value.is_number_unsigned()) return value.get<uint64_t>();
    const auto number = As<int64_t>::from(value);
    if (!number || *number < 0) return std::nullopt;
    return static_cast<uint64_t>(*number);
  }
};

template <class T>
T convert(const Json& value, const std::string& key, const std::string& where, ErrorKind kind) {
  auto result = As<T>::from(value);
  if (!result) {
    throw Error(kind, where + ": key " + quoted(key) + ": expected " + As<T>::expected + ", got " +
                          shown(value));
  }
  return std::move(*result);
}

const Json& member(const Json& object, const std::string& key, const std::string& where,
                   ErrorKind kind) {
  if (!object.is_object()) {
    throw Error(kind, where + ": expected an object, got " + shown(object));
  }
  const auto found = object.find(key);
  if (found == object.end()) throw Error(kind, where + ": key " + quoted(key) + " is missing");
  return *found;
}

template <class T>
struct Get {
  static T from(const Json& value, const std::string& key, const std::string& where,
                ErrorKind kind) {
    return convert<T>(value, key, where, kind);
  }
};

template <>
struct Get<Json> {
  static Json from(const Json& value, const std::string&, const std::string&, ErrorKind) {
    return value;
  }
};

template <class T>
struct Get<std::vector<T>> {
  static std::vector<T> from(const Json& value, const std::string& key, const std::string& where,
                             ErrorKind kind) {
    if (!value.is_array()) {
      throw Error(kind, where + ": key " + quoted(key) + ": expected a list, got " + shown(value));
    }
    std::vector<T> items;
    items.reserve(value.size());
    for (const Json& item : value) {
      const std::string place = key + "[" + std::to_string(items.size()) + "]";
      items.push_back(convert<T>(item, place, where, kind));
    }
    return items;
  }
};

}  // namespace

template <class T>
T json_get(const Json& object, const std::string& key, const std::string& where, ErrorKind kind) {
  return Get<T>::from(member(object, key, where, kind), key, where, kind);
}

template std::string json_get(const Json&, const std::string&, const std::string&, ErrorKind);
template bool json_get(const Json&, const std::string&, const std::string&, ErrorKind);
template int64_t json_get(const Json&, const std::string&, const std::string&, ErrorKind);
template uint64_t json_get(const Json&, const std::string&, const std::string&, ErrorKind);
template double json_get(const Json&, const std::string&, const std::string&, ErrorKind);
template std::vector<std::string> json_get(const Json&, const std::string&, const std::string&,
                                           ErrorKind);
template std::vector<int64_t> json_get(const Json&, const std::string&, const std::string&,
                                       ErrorKind);
template std::vector<double> json_get(const Json&, const std::string&, const std::string&,
                                      ErrorKind);
template Json json_get(const Json&, const std::string&, const std::string&, ErrorKind);

}  // namespace mlrun
