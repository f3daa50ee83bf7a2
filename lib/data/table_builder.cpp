#include "data/table_builder.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/error.h"
#include "core/text.h"
#include "data/datetime.h"
#include "data/delimiter.h"

namespace mlrun {
namespace {

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

bool is_read(Role role, NeedTarget need) {
  if (role == Role::kTarget || role == Role::kWeight) return need == NeedTarget::kYes;
  return role != Role::kIgnore;
}

Binding match_names(const DataSpec& spec, const std::vector<std::string>& header) {
  std::unordered_map<std::string_view, size_t> unknown;
  for (size_t i = 0; i < header.size(); ++i) unknown.emplace(header[i], i);
  Binding binding;
  for (const auto& column : spec.columns) {
    const auto found = unknown.find(column.name);
    const bool there = found != unknown.end();
    binding.positions.push_back(there ? found->second : Binding::kAbsent);
    if (there) unknown.erase(found);
  }
  for (const auto& column : header) {
    if (unknown.contains(column)) binding.extra.push_back(column);
  }
  return binding;
}

std::string missing_column(const ColumnSpec& column) {
  return "missing " + std::string(name(column.role)) + " column " + mlrun::quoted(column.name);
}

Binding bind_columns(const DataSpec& spec, const std::vector<std::string>& header, NeedTarget need,
                     const std::string& file, const std::string& wanted) {
  Binding binding = match_names(spec, header);
  std::unordered_set<std::string_view> names;
  std::string report;
  for (const auto& name : header) {
    if (!names.insert(name).second) report += "\n  two columns are called " + mlrun::quoted(name);
  }
  int missing = 0;
  for (size_t c = 0; c < spec.columns.size(); ++c) {
    const ColumnSpec& column = spec.columns[c];
    const bool there = binding.positions[c] != Binding::kAbsent;
    const bool read = is_read(column.role, need);
    if (!read) binding.positions[c] = Binding::kAbsent;
    if (there || !read || column.role == Role::kId) continue;
    report += "\n  " + missing_column(column) +
              (++missing <= kMostSuggestions ? did_you_mean(column.name, header) : "");
  }
  if (missing > 0) report += one_column_line(header);
  if (!report.empty()) {
    throw Error(ErrorKind::kModel, file + ": its columns do not fit " + wanted + ":" + report);
  }
  return binding;
}

TableBuilder::TableBuilder(DataSpec spec, Binding binding, BuildOptions options)
    : spec_(std::move(spec)),
      binding_(std::move(binding)),
      options_(options),
      missing_(spec_.missing) {
  for (const auto& column : spec_.columns) {
    levels_.emplace_back(column.levels, column.type == ColumnType::kBoolean);
  }
}

Table TableBuilder::start() const { return empty_table(spec_); }

struct TableBuilder::Work {
  const RowBatch& batch;
  std::vector<RowFault>& faults;
  size_t first_fault;  // of this batch in faults
  size_t column = 0;   // of the spec
  size_t position = 0;
  Column* out = nullptr;

  void fault(size_t row, std::string what) {
    RowFault fault;
    fault.row = row;
    fault.byte = batch.bytes[row];
    fault.line = batch.lines[row];
    fault.column = position;
    fault.what = std::move(what);
    faults.push_back(std::move(fault));
  }
};

// Missing, as far as the column may have missing cells; where it may not, a fault too.
bool TableBuilder::is_missing(Work& work, size_t row, std::string_view cell) const {
  if (!missing_(cell)) return false;
  const ColumnSpec& column = spec_.columns[work.column];
  if (column.role == Role::kTarget || column.role == Role::kWeight) {
    work.fault(row, "the " + std::string(name(column.role)) + " is missing" +
                        (cell.empty()
                             ? ""
                             : ": " + mlrun::quoted(cell) + " stands for no value (data.missing)"));
  } else if (options_.strict && !column.had_missing) {
    work.fault(row, "a missing cell, where the training rows had none (--strict)");
  }
  return true;
}

std::string TableBuilder::wrong_number(const ColumnSpec& column, std::string_view cell) const {
  const auto value = parse_float(cell);
  if (value) {
    return *value < 0 && column.role == Role::kWeight
               ? "expected a weight of at least 0, got " + mlrun::quoted(cell)
               : "";
  }
  const bool too_large = parse_double(cell) || is_not_finite(cell);
  return std::string("expected a ") + (too_large ? "finite number (float32)" : "number") +
         ", got " + mlrun::quoted(cell);
}

void TableBuilder::add_numbers(Work& work) const {
  constexpr float kMissing = std::numeric_limits<float>::quiet_NaN();
  const ColumnSpec& column = spec_.columns[work.column];
  // A number first: most cells are one. Not where a number may stand for a missing cell.
  const bool plain = !missing_.any_number() && column.role != Role::kWeight;
  const size_t rows = work.batch.rows();
  const size_t before = work.out->numbers.size();
  work.out->numbers.resize(before + rows, kMissing);
  float* const out = work.out->numbers.data() + before;
  const std::string_view* cells = work.batch.cells.data() + work.position;
  const size_t stride = work.batch.columns;
  for (size_t row = 0; row < rows; ++row) {
    const auto quick = plain ? parse_float(cells[row * stride]) : std::nullopt;
    if (quick) {
      out[row] = *quick;
      continue;
    }
    const std::string_view cell = work.batch.content(row, work.position);
    if (is_missing(work, row, cell)) continue;
    std::string wrong = wrong_number(column, cell);
    if (wrong.empty()) {
      out[row] = *parse_float(cell);
    } else {
      work.fault(row, std::move(wrong));
    }
  }
}

void TableBuilder::add_datetimes(Work& work) const {
  std::vector<double>& out = work.out->seconds;
  for (size_t row = 0; row < work.batch.rows(); ++row) {
    out.push_back(std::numeric_limits<double>::quiet_NaN());
    const std::string_view cell = work.batch.content(row, work.position);
    if (is_missing(work, row, cell)) continue;
    if (const auto seconds = parse_datetime(cell)) {
      out.back() = *seconds;
    } else {
      work.fault(row,
                 "expected a date or time such as 2026-01-31 12:00:00, got " + mlrun::quoted(cell));
    }
  }
}

void TableBuilder::add_levels(Work& work) const {
  const ColumnSpec& column = spec_.columns[work.column];
  const Levels& levels = levels_[work.column];
  std::vector<int32_t>& out = work.out->codes;
  for (size_t row = 0; row < work.batch.rows(); ++row) {
    out.push_back(kMissingCode);
    const std::string_view cell = work.batch.content(row, work.position);
    if (is_missing(work, row, cell)) continue;
    out.back() = levels.code(cell);
    if (out.back() != kUnseenCode) continue;
    if (column.role == Role::kTarget) {
      work.fault(row, "expected one of the classes " + listed(column.levels) + ", got " +
                          mlrun::quoted(cell));
    } else if (options_.refuse_unseen) {
      work.fault(row, "unseen category " + mlrun::quoted(cell) + " (--unseen error)");
    }
  }
}

void TableBuilder::add_texts(Work& work) const {
  for (size_t row = 0; row < work.batch.rows(); ++row) {
    work.out->texts.emplace_back(work.batch.cell(row, work.position));
  }
}

void TableBuilder::add(const RowBatch& batch, Table& table, std::vector<RowFault>& faults) const {
  Work work{batch, faults, faults.size()};
  faults.insert(faults.end(), batch.faults.begin(), batch.faults.end());
  for (size_t c = 0; c < spec_.columns.size(); ++c) {
    if (binding_.positions[c] == Binding::kAbsent) continue;
    const ColumnSpec& column = spec_.columns[c];
    work.column = c;
    work.position = binding_.positions[c];
    work.out = &table.columns[c];
    if (column.role == Role::kId) {
      add_texts(work);
    } else if (column.type == ColumnType::kNumeric) {
      add_numbers(work);
    } else if (column.type == ColumnType::kDatetime) {
      add_datetimes(work);
    } else {
      add_levels(work);
    }
  }
  table.rows += static_cast<int64_t>(batch.rows());
  const auto begin = faults.begin() + static_cast<std::ptrdiff_t>(work.first_fault);
  const auto by_row = [](const RowFault& a, const RowFault& b) { return a.row < b.row; };
  const auto same_row = [](const RowFault& a, const RowFault& b) { return a.row == b.row; };
  std::stable_sort(begin, faults.end(), by_row);
  faults.erase(std::unique(begin, faults.end(), same_row), faults.end());
}

void add_counts(const Table& table, CellCounts& counts) {
  counts.missing.resize(table.columns.size());
  counts.unseen.resize(table.columns.size());
  const auto is_nan = [](auto value) { return std::isnan(value); };
  for (size_t c = 0; c < table.columns.size(); ++c) {
    const Column& column = table.columns[c];
    const auto& codes = column.codes;
    const auto missing = std::count_if(column.numbers.begin(), column.numbers.end(), is_nan) +
                         std::count_if(column.seconds.begin(), column.seconds.end(), is_nan) +
                         std::count(codes.begin(), codes.end(), kMissingCode);
    counts.missing[c] += static_cast<uint64_t>(missing);
    counts.unseen[c] += static_cast<uint64_t>(std::count(codes.begin(), codes.end(), kUnseenCode));
  }
}

}  // namespace mlrun
