#include "data/table_builder.h"

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <utility>

#include "core/error.h"
#include "core/text.h"
#include "data/datetime.h"

namespace mlrun {
namespace {

// A cell of this role is typed: the target and the weight only when they are asked for.
bool is_read(Role role, NeedTarget need) {
  if (role == Role::kTarget || role == Role::kWeight) return need == NeedTarget::kYes;
  return role != Role::kIgnore;
}

// The classes for a message, the first few when there are many.
std::string listed(const std::vector<std::string>& levels) {
  constexpr size_t kShown = 10;
  std::vector<std::string> names;
  for (size_t i = 0; i < std::min(levels.size(), kShown); ++i) {
    const std::string safe = mlrun::quoted(levels[i]);
    names.push_back(safe.substr(1, safe.rfind('"') - 1));
  }
  return "(" + join(names, ", ") + (levels.size() > kShown ? ", ..." : "") + ")";
}

Table empty_table(const DataSpec& spec) {
  Table table{spec, {}, 0};
  for (const auto& column : spec.columns) table.columns.push_back({column.type, {}, {}, {}, {}});
  return table;
}

}  // namespace

Binding bind_columns(const DataSpec& spec, const std::vector<std::string>& header, NeedTarget need,
                     const std::string& file) {
  constexpr int kSuggestions = 20;  // each one looks at all names
  std::unordered_map<std::string_view, size_t> unknown;
  Binding binding;
  std::string report;
  for (size_t i = 0; i < header.size(); ++i) {
    const bool is_new = unknown.emplace(header[i], i).second;
    if (!is_new) report += "\n  two columns are called " + mlrun::quoted(header[i]);
  }
  int missing = 0;
  for (const auto& column : spec.columns) {
    const auto found = unknown.find(column.name);
    const bool there = found != unknown.end();
    const bool read = is_read(column.role, need);
    binding.positions.push_back(there && read ? found->second : Binding::kAbsent);
    if (there) unknown.erase(found);
    if (there || !read || column.role == Role::kId) continue;
    report += "\n  missing " + std::string(name(column.role)) + " column " +
              mlrun::quoted(column.name) +
              (++missing <= kSuggestions ? did_you_mean(column.name, header) : "");
  }
  if (!report.empty()) {
    throw Error(ErrorKind::kModel, file + ": its columns do not fit the model:" + report);
  }
  for (const auto& column : header) {
    if (unknown.contains(column)) binding.extra.push_back(column);
  }
  return binding;
}

TableBuilder::TableBuilder(DataSpec spec, Binding binding, BuildOptions options)
    : spec_(std::move(spec)),
      binding_(std::move(binding)),
      options_(options),
      missing_(spec_.missing),
      table_(empty_table(spec_)) {
  counts_.missing.resize(spec_.columns.size());
  counts_.unseen.resize(spec_.columns.size());
  for (const auto& column : spec_.columns) {
    levels_.emplace_back(column.levels, column.type == ColumnType::kBoolean);
  }
}

void TableBuilder::fail(size_t column, const RowBatch& batch, size_t row,
                        const std::string& what) const {
  throw Error(ErrorKind::kData, batch.file + ":" + std::to_string(batch.lines[row]) + ": column " +
                                    mlrun::quoted(spec_.columns[column].name) + ": " + what);
}

void TableBuilder::add_missing(size_t c, const RowBatch& batch, size_t row) {
  const ColumnSpec& column = spec_.columns[c];
  if (column.role == Role::kTarget || column.role == Role::kWeight) {
    const std::string_view cell = batch.content(row, binding_.positions[c]);
    fail(c, batch, row,
         "the " + std::string(name(column.role)) + " is missing" +
             (cell.empty() ? ""
                           : ": " + mlrun::quoted(cell) + " stands for no value (data.missing)"));
  }
  if (options_.strict && !column.had_missing) {
    fail(c, batch, row, "a missing cell, where the training rows had none (--strict)");
  }
  ++counts_.missing[c];
  Column& out = table_.columns[c];
  if (column.type == ColumnType::kNumeric) {
    out.numbers.push_back(std::numeric_limits<float>::quiet_NaN());
  } else if (column.type == ColumnType::kDatetime) {
    out.seconds.push_back(std::numeric_limits<double>::quiet_NaN());
  } else {
    out.codes.push_back(kMissingCode);
  }
}

void TableBuilder::add_number(size_t c, const RowBatch& batch, size_t row, std::string_view cell) {
  const auto value = parse_float(cell);
  if (!value) {
    const bool too_large = parse_double(cell) || is_not_finite(cell);
    fail(c, batch, row,
         std::string("expected a ") + (too_large ? "finite number (float32)" : "number") +
             ", got " + mlrun::quoted(cell));
  }
  if (*value < 0 && spec_.columns[c].role == Role::kWeight) {
    fail(c, batch, row, "expected a weight of at least 0, got " + mlrun::quoted(cell));
  }
  table_.columns[c].numbers.push_back(*value);
}

void TableBuilder::add_level(size_t c, const RowBatch& batch, size_t row, std::string_view cell) {
  const ColumnSpec& column = spec_.columns[c];
  const int32_t code = levels_[c].code(cell);
  if (code == kUnseenCode) {
    if (column.role == Role::kTarget) {
      fail(c, batch, row,
           "expected one of the classes " + listed(column.levels) + ", got " + mlrun::quoted(cell));
    }
    if (options_.refuse_unseen) {
      fail(c, batch, row, "unseen category " + mlrun::quoted(cell) + " (--unseen error)");
    }
    ++counts_.unseen[c];
  }
  table_.columns[c].codes.push_back(code);
}

void TableBuilder::add_cell(size_t c, const RowBatch& batch, size_t row) {
  const ColumnSpec& column = spec_.columns[c];
  const size_t position = binding_.positions[c];
  if (column.role == Role::kId) {
    table_.columns[c].texts.emplace_back(batch.cell(row, position));
    return;
  }
  const std::string_view cell = batch.content(row, position);
  if (missing_(cell)) return add_missing(c, batch, row);
  if (column.type == ColumnType::kNumeric) return add_number(c, batch, row, cell);
  if (column.type == ColumnType::kDatetime) {
    const auto seconds = parse_datetime(cell);
    if (!seconds) {
      fail(c, batch, row,
           "expected a date or time such as 2026-01-31 12:00:00, got " + mlrun::quoted(cell));
    }
    table_.columns[c].seconds.push_back(*seconds);
    return;
  }
  add_level(c, batch, row, cell);
}

void TableBuilder::add(const RowBatch& batch) {
  for (size_t row = 0; row < batch.rows(); ++row) {
    for (size_t c = 0; c < spec_.columns.size(); ++c) {
      if (binding_.positions[c] != Binding::kAbsent) add_cell(c, batch, row);
    }
    ++table_.rows;
  }
}

Table TableBuilder::take() { return std::exchange(table_, empty_table(spec_)); }

Table read_table(RowReader& reader, const DataSpec& spec, NeedTarget need,
                 const BuildOptions& options) {
  constexpr size_t kRows = 4096;
  TableBuilder builder(spec, bind_columns(spec, reader.header(), need, "the data"), options);
  while (auto batch = reader.next(kRows)) builder.add(*batch);
  return builder.take();
}

}  // namespace mlrun
