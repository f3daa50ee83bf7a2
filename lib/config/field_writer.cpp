#include <utility>

#include "config/fields.h"

namespace mlrun {

FieldWriter::FieldWriter() { stack_.push_back(Json::object()); }

void FieldWriter::boolean(const char* key, bool& value, const char*) { stack_.back()[key] = value; }

void FieldWriter::integer(const char* key, int64_t& value, Bounds, const char*) {
  stack_.back()[key] = value;
}

void FieldWriter::real(const char* key, double& value, Bounds, const char*) {
  stack_.back()[key] = value;
}

void FieldWriter::text(const char* key, std::string& value, const char*) {
  stack_.back()[key] = value;
}

void FieldWriter::choice(const char* key, std::string& value, const std::vector<std::string>&,
                         const char*) {
  stack_.back()[key] = value;
}

void FieldWriter::integers(const char* key, std::vector<int64_t>& values, Bounds, const char*) {
  stack_.back()[key] = values;
}

void FieldWriter::texts(const char* key, std::vector<std::string>& values, const char*) {
  stack_.back()[key] = values;
}

void FieldWriter::begin_section(const char* key, const char*) {
  names_.emplace_back(key);
  stack_.push_back(Json::object());
}

void FieldWriter::end_section() {
  Json section = std::move(stack_.back());
  stack_.pop_back();
  stack_.back()[names_.back()] = std::move(section);
  names_.pop_back();
}

}  // namespace mlrun
