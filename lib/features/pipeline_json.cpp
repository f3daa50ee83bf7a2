#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <utility>

#include "core/error.h"
#include "core/text.h"
#include "features/pipeline_state.h"
#include "features/target.h"

namespace mlrun {
namespace {

constexpr auto kKind = "table";
constexpr auto kWhere = "features";
constexpr ErrorKind kModel = ErrorKind::kModel;

[[noreturn]] void refuse(const std::string& place, const std::string& sentence) {
  throw Error(kModel, place + ": " + sentence);
}

void check_keys(const Json& json, const std::vector<std::string>& known, const std::string& where) {
  if (!json.is_object()) refuse(where, "expected an object");
  for (const auto& [key, value] : json.items()) {
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      refuse(where, "unknown key " + mlrun::quoted(key));
    }
  }
}

Json list_of(const Json& json, const std::string& key) {
  Json list = json_get<Json>(json, key, kWhere, kModel);
  if (!list.is_array()) refuse(kWhere, "key " + mlrun::quoted(key) + ": expected a list");
  return list;
}

FeatureOptions read_options(const Json& json) {
  const std::string where = std::string(kWhere) + ".options";
  const Json options = json_get<Json>(json, "options", kWhere, kModel);
  check_keys(options, {"numeric", "target", "clamp_target", "min_count"}, where);
  FeatureOptions read{json_get<std::string>(options, "numeric", where, kModel),
                      json_get<std::string>(options, "target", where, kModel)};
  const auto& known = numeric_transform_names();
  if (std::find(known.begin(), known.end(), read.numeric) == known.end()) {
    refuse(where, "key \"numeric\": expected one of " + join(known, ", ") + ", got " +
                      mlrun::quoted(read.numeric));
  }
  const auto& scales = target_scale_names();
  if (std::find(scales.begin(), scales.end(), read.target) == scales.end()) {
    refuse(where, "key \"target\": expected one of " + join(scales, ", ") + ", got " +
                      mlrun::quoted(read.target));
  }
  if (options.contains("clamp_target")) {
    read.clamp_target = json_get<bool>(options, "clamp_target", where, kModel);
  }
  read.min_count = 1;  // of files that do not say
  if (options.contains("min_count")) {
    read.min_count = json_get<int64_t>(options, "min_count", where, kModel);
    if (read.min_count < 1) refuse(where, "key \"min_count\": expected 1 or more");
  }
  return read;
}

// The feature column of that name and one of these types.
size_t feature_column(const DataSpec& spec, const std::string& column, const std::string& where,
                      std::initializer_list<ColumnType> types) {
  const std::optional<size_t> at = spec.find(column);
  if (!at) refuse(where, "column " + mlrun::quoted(column) + " is not in the data spec");
  const ColumnSpec& found = spec.columns[*at];
  if (found.role != Role::kFeature) {
    refuse(where, "column " + mlrun::quoted(column) + ": expected a feature, got role " +
                      std::string(name(found.role)));
  }
  if (std::find(types.begin(), types.end(), found.type) == types.end()) {
    refuse(where, "column " + mlrun::quoted(column) + ": type " + std::string(name(found.type)) +
                      " does not fit here");
  }
  return *at;
}

NumericInput read_part(const Json& entry, size_t column, const std::string& where) {
  const auto text = json_get<std::string>(entry, "part", where, kModel);
  const std::optional<DatetimePart> part = datetime_part(text);
  if (!part) refuse(where, "unknown datetime part " + mlrun::quoted(text));
  if (*part != DatetimePart::kElapsed) {
    check_keys(entry, {"column", "part"}, where);
    return {column, part, 0};
  }
  check_keys(entry, {"column", "part", "origin"}, where);
  const auto origin = json_get<double>(entry, "origin", where, kModel);
  if (!std::isfinite(origin)) refuse(where, "key \"origin\": expected a finite number");
  return {column, part, origin};
}

NumericInput read_input(const Json& entry, const DataSpec& spec, const std::string& where) {
  const auto text = json_get<std::string>(entry, "column", where, kModel);
  const size_t column =
      feature_column(spec, text, where, {ColumnType::kNumeric, ColumnType::kDatetime});
  if (spec.columns[column].type == ColumnType::kDatetime) return read_part(entry, column, where);
  check_keys(entry, {"column"}, where);
  return {column, std::nullopt, 0};
}

std::vector<NumericInput> read_inputs(const Json& json, const DataSpec& spec) {
  std::vector<NumericInput> inputs;
  std::set<std::pair<size_t, std::optional<DatetimePart>>> seen;
  for (const Json& entry : list_of(json, "inputs")) {
    const std::string where =
        std::string(kWhere) + ".inputs[" + std::to_string(inputs.size()) + "]";
    inputs.push_back(read_input(entry, spec, where));
    if (seen.emplace(inputs.back().column, inputs.back().part).second) continue;
    refuse(where, "input " + mlrun::quoted(name(inputs.back(), spec)) + " stands twice");
  }
  return inputs;
}

std::vector<size_t> read_columns(const Json& json, const std::string& key, const DataSpec& spec,
                                 std::initializer_list<ColumnType> types) {
  const std::string where = std::string(kWhere) + "." + key;
  std::vector<size_t> columns;
  for (const auto& text : json_get<std::vector<std::string>>(json, key, kWhere, kModel)) {
    const size_t column = feature_column(spec, text, where, types);
    if (std::find(columns.begin(), columns.end(), column) != columns.end()) {
      refuse(where, "column " + mlrun::quoted(text) + " stands twice");
    }
    columns.push_back(column);
  }
  return columns;
}

std::vector<int32_t> read_rare(const Json& texts, const ColumnSpec& column,
                               const std::string& where) {
  if (!texts.is_array() || texts.empty()) refuse(where, "expected a list of levels");
  std::vector<int32_t> rare;
  for (const Json& text : texts) {
    const auto at = std::find(column.levels.begin(), column.levels.end(), text);
    if (at == column.levels.end()) refuse(where, "no level of the column is " + text.dump());
    rare.push_back(static_cast<int32_t>(at - column.levels.begin()));
  }
  std::sort(rare.begin(), rare.end());
  if (std::adjacent_find(rare.begin(), rare.end()) != rare.end()) {
    refuse(where, "a level stands twice");
  }
  return rare;
}

// {"column": ["level", ..]} for those columns that have rare levels.
void read_slots(PipelineState& state, const Json& json) {
  const std::string where = std::string(kWhere) + ".rare_levels";
  const Json all = json.contains("rare_levels")
                       ? json_get<Json>(json, "rare_levels", kWhere, kModel)
                       : Json::object();
  if (!all.is_object()) refuse(where, "expected an object");
  size_t found = 0;
  for (const size_t column : state.categorical) {
    const ColumnSpec& spec = state.spec.columns[column];
    std::vector<int32_t> rare;
    if (all.contains(spec.name)) {
      rare = read_rare(all.at(spec.name), spec, where + "." + spec.name);
      ++found;
    }
    state.slots.emplace_back(spec.levels.size(), std::move(rare));
  }
  if (found != all.size()) refuse(where, "a column is none of \"categorical\"");
}

Json rare_of(const PipelineState& state) {
  Json all = Json::object();
  for (size_t at = 0; at < state.categorical.size(); ++at) {
    const ColumnSpec& column = state.spec.columns[state.categorical[at]];
    for (const int32_t level : state.slots[at].rare()) {
      all[column.name].push_back(column.levels[static_cast<size_t>(level)]);
    }
  }
  return all;
}

// Reads the arrays that the kind asks for and refuses any other.
void read_arrays(PipelineState& state, const std::vector<NamedArray>& arrays) {
  state.transform = make_numeric_transform(state.options.numeric);
  size_t expected = 0;
  if (!state.inputs.empty()) {
    const auto inputs = static_cast<int64_t>(state.inputs.size());
    state.transform = load_numeric_transform(state.options.numeric, inputs, arrays);
    state.fill = require_array(arrays, "fill", {inputs}).values;
    expected = state.transform->arrays().size() + 1;
  }
  if (arrays.size() != expected) {
    refuse(kWhere, "expected " + std::to_string(expected) + " arrays, got " +
                       std::to_string(arrays.size()));
  }
}

Json names_of(const std::vector<size_t>& columns, const DataSpec& spec) {
  Json names = Json::array();
  for (const size_t column : columns) names.push_back(spec.columns[column].name);
  return names;
}

Json entry_of(const NumericInput& input, const DataSpec& spec) {
  Json entry = {{"column", spec.columns[input.column].name}};
  if (input.part) entry["part"] = name(*input.part);
  if (input.part == DatetimePart::kElapsed) entry["origin"] = input.origin;
  return entry;
}

}  // namespace

Json to_json(const PipelineState& state) {
  Json inputs = Json::array();
  for (const NumericInput& input : state.inputs) inputs.push_back(entry_of(input, state.spec));
  Json json = {{"kind", kKind},
               {"options", {{"numeric", state.options.numeric}, {"target", state.options.target}}},
               {"inputs", std::move(inputs)},
               {"indicators", names_of(state.indicators, state.spec)},
               {"categorical", names_of(state.categorical, state.spec)},
               {"layout", to_json(state.layout)}};
  // A key that older programs do not know, so that they refuse what they would not clamp.
  if (state.options.clamp_target) json["options"]["clamp_target"] = true;
  // Only where levels are rare, so that older programs read the other files.
  if (Json rare = rare_of(state); !rare.empty()) {
    json["options"]["min_count"] = state.options.min_count;
    json["rare_levels"] = std::move(rare);
  }
  return json;
}

PipelineState load_pipeline(const Json& json, const std::vector<NamedArray>& arrays,
                            const DataSpec& spec) {
  // The model file keeps the target transform beside these keys.
  check_keys(
      json,
      {"kind", "options", "inputs", "indicators", "categorical", "rare_levels", "layout", "target"},
      kWhere);
  const auto kind = json_get<std::string>(json, "kind", kWhere, kModel);
  if (kind != kKind) {
    refuse(kWhere,
           "key \"kind\": expected \"" + std::string(kKind) + "\", got " + mlrun::quoted(kind));
  }
  PipelineState state;
  state.spec = spec;
  state.options = read_options(json);
  state.inputs = read_inputs(json, spec);
  state.indicators =
      read_columns(json, "indicators", spec, {ColumnType::kNumeric, ColumnType::kDatetime});
  state.categorical =
      read_columns(json, "categorical", spec, {ColumnType::kBoolean, ColumnType::kCategorical});
  read_slots(state, json);
  read_arrays(state, arrays);
  state.layout = layout_of(state);
  if (to_json(state.layout) != json_get<Json>(json, "layout", kWhere, kModel)) {
    refuse(kWhere, "key \"layout\" does not follow from the inputs and the data spec");
  }
  if (state.layout.one_hot_width() == 0) refuse(kWhere, "expected at least one input, got none");
  return state;
}

}  // namespace mlrun
