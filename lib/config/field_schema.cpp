#include <cmath>
#include <utility>

#include "config/fields.h"

namespace mlrun {
namespace {

Json object_schema() {
  return {{"type", "object"}, {"properties", Json::object()}, {"additionalProperties", false}};
}

Json limit(double value, bool whole) {
  return whole ? Json(static_cast<int64_t>(value)) : Json(value);
}

Json number_schema(Bounds bounds, bool whole) {
  Json schema = {{"type", whole ? "integer" : "number"}};
  if (bounds.low > -Bounds::kNone) {
    schema[bounds.low_open ? "exclusiveMinimum" : "minimum"] = limit(bounds.low, whole);
  }
  if (bounds.high < Bounds::kNone) {
    schema[bounds.high_open ? "exclusiveMaximum" : "maximum"] = limit(bounds.high, whole);
  }
  return schema;
}

template <class T>
Json with_default(Json schema, const T& value) {
  schema["default"] = value;
  return schema;
}

}  // namespace

FieldSchema::FieldSchema() { stack_.push_back(object_schema()); }

Json FieldSchema::json() const {
  Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"}};
  schema.update(stack_.front());
  return schema;
}

void FieldSchema::boolean(const char* key, bool& value, const char* about) {
  add(key, with_default({{"type", "boolean"}}, value), about);
}

void FieldSchema::integer(const char* key, int64_t& value, Bounds bounds, const char* about) {
  add(key, with_default(number_schema(bounds, true), value), about);
}

void FieldSchema::real(const char* key, double& value, Bounds bounds, const char* about) {
  add(key, with_default(number_schema(bounds, false), value), about);
}

void FieldSchema::text(const char* key, std::string& value, const char* about) {
  add(key, with_default({{"type", "string"}}, value), about);
}

void FieldSchema::choice(const char* key, std::string& value,
                         const std::vector<std::string>& choices, const char* about) {
  add(key, with_default({{"type", "string"}, {"enum", choices}}, value), about);
}

void FieldSchema::integers(const char* key, std::vector<int64_t>& values, Bounds bounds,
                           const char* about) {
  const Json schema = {{"type", "array"}, {"items", number_schema(bounds, true)}};
  add(key, with_default(schema, values), about);
}

void FieldSchema::texts(const char* key, std::vector<std::string>& values, const char* about) {
  const Json schema = {{"type", "array"}, {"items", {{"type", "string"}}}};
  add(key, with_default(schema, values), about);
}

void FieldSchema::begin_section(const char* key, const char* about) {
  names_.emplace_back(key);
  stack_.push_back({{"description", about}});
  stack_.back().update(object_schema());
}

void FieldSchema::end_section() {
  Json section = std::move(stack_.back());
  stack_.pop_back();
  stack_.back()["properties"][names_.back()] = std::move(section);
  names_.pop_back();
}

void FieldSchema::add(const char* key, const Json& schema, const char* about) {
  Json described = {{"description", about}};
  described.update(schema);
  stack_.back()["properties"][key] = std::move(described);
}

}  // namespace mlrun
