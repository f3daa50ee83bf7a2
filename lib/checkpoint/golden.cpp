#include "checkpoint/golden.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"

namespace mlrun {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Equal infinities differ by nothing; a NaN on either side, or one infinity, by everything.
double difference(double got, double answer) {
  if (std::isnan(got) || std::isnan(answer)) return kInfinity;
  return got == answer ? 0 : std::abs(got - answer);
}

double relative(double absolute, double answer) {
  if (!std::isfinite(absolute)) return kInfinity;
  return answer == 0 || absolute == 0 ? 0 : absolute / std::abs(answer);
}

[[noreturn]] void fail(const std::string& where, const std::string& what) {
  throw Error(ErrorKind::kModel, where + ": " + what);
}

std::vector<std::string> row_of(const Json& json, size_t columns, const std::string& where) {
  if (!json.is_array() || json.size() != columns) {
    fail(where, "cells: expected rows of " + std::to_string(columns) + " texts");
  }
  std::vector<std::string> row;
  row.reserve(columns);
  for (const Json& cell : json) {
    if (!cell.is_string()) fail(where, "cells: expected only texts");
    row.push_back(cell.get<std::string>());
  }
  return row;
}

double tolerance(const Json& json, const std::string& key, const std::string& where) {
  const double value = json_get<double>(json, key, where, ErrorKind::kModel);
  if (!std::isfinite(value) || value < 0) fail(where, key + ": expected a number of at least 0");
  return value;
}

}  // namespace

Json to_json(const GoldenRows& golden) {
  Json json = Json::object();
  json["columns"] = golden.columns;
  json["cells"] = golden.cells;
  json["outputs"] = golden.outputs;
  json["device"] = golden.device;
  json["precision"] = golden.precision;
  json["absolute_tolerance"] = golden.absolute_tolerance;
  json["relative_tolerance"] = golden.relative_tolerance;
  return json;
}

HostTensor answers_of(const GoldenRows& golden) {
  return HostTensor::of({golden.rows(), golden.outputs}, golden.answers);
}

GoldenRows golden_from_json(const Json& json, const HostTensor& answers, const std::string& where) {
  constexpr ErrorKind kKind = ErrorKind::kModel;
  GoldenRows golden;
  golden.columns = json_get<std::vector<std::string>>(json, "columns", where, kKind);
  const auto cells = json.find("cells");  // not json_get: a copy of the largest part
  if (cells == json.end() || !cells->is_array()) fail(where, "cells: expected an array");
  for (const Json& row : *cells) golden.cells.push_back(row_of(row, golden.columns.size(), where));
  golden.outputs = json_get<int64_t>(json, "outputs", where, kKind);
  golden.device = json_get<std::string>(json, "device", where, kKind);
  golden.precision = json_get<std::string>(json, "precision", where, kKind);
  golden.absolute_tolerance = tolerance(json, "absolute_tolerance", where);
  golden.relative_tolerance = tolerance(json, "relative_tolerance", where);
  const std::vector<int64_t> shape = {golden.rows(), golden.outputs};
  if (answers.dtype != Dtype::kF32 || answers.shape != shape) {
    fail(where, "golden.answers: expected " + describe(HostTensor{Dtype::kF32, shape, {}}) +
                    ", got " + describe(answers));
  }
  golden.answers = answers.floats();
  return golden;
}

GoldenVerdict compare(const GoldenRows& golden, const std::vector<float>& got) {
  GoldenVerdict verdict;
  verdict.rows = golden.rows();
  if (got.size() != golden.answers.size()) return verdict;
  verdict.holds = true;
  for (size_t i = 0; i < got.size(); ++i) {
    const double answer = golden.answers[i];
    const double absolute = difference(got[i], answer);
    // An infinite answer widens no tolerance: only its equal is right.
    const double allowed = std::isfinite(answer) ? golden.absolute_tolerance +
                                                       golden.relative_tolerance * std::abs(answer)
                                                 : 0;
    if (!(absolute <= allowed)) verdict.holds = false;
    if (absolute > verdict.largest_absolute) {
      verdict.largest_absolute = absolute;
      verdict.worst_row = golden.outputs > 0 ? static_cast<int64_t>(i) / golden.outputs : -1;
    }
    verdict.largest_relative = std::max(verdict.largest_relative, relative(absolute, answer));
  }
  return verdict;
}

}  // namespace mlrun
