#include "data/fit_report.h"

#include <algorithm>
#include <utility>

#include "core/text.h"
#include "data/datetime.h"
#include "data/delimiter.h"

namespace mlrun {
namespace {

std::string expected(ColumnType type) {
  return type == ColumnType::kDatetime ? "dates or times" : "numbers";
}

std::string count_of(uint64_t count) { return format_count(static_cast<int64_t>(count)); }

}  // namespace

FitReport::FitReport(DataSpec spec, std::vector<std::string> header, NeedTarget need)
    : spec_(std::move(spec)), header_(std::move(header)), missing_(spec_.missing) {
  Binding names = match_names(spec_, header_);
  extra_ = std::move(names.extra);
  int absent = 0;
  for (size_t c = 0; c < spec_.columns.size(); ++c) {
    const ColumnSpec& column = spec_.columns[c];
    if (!is_read(column.role, need) || column.role == Role::kId) continue;
    ColumnFit fit;
    fit.column = c;
    fit.there = names.positions[c] != Binding::kAbsent;
    if (!fit.there && ++absent <= kMostSuggestions) {
      fit.suggestion = nearest(column.name, header_).value_or("");
    }
    columns_.push_back(std::move(fit));
    positions_.push_back(names.positions[c]);
    levels_.emplace_back(column.levels, column.type == ColumnType::kBoolean);
  }
}

void FitReport::look_at(ColumnFit& fit, const RowBatch& batch) const {
  const auto at = static_cast<size_t>(&fit - columns_.data());
  const ColumnType type = spec_.columns[fit.column].type;
  for (size_t row = 0; row < batch.rows(); ++row) {
    const std::string_view cell = batch.content(row, positions_[at]);
    ++fit.cells;
    if (missing_(cell)) {
      ++fit.missing;
      continue;
    }
    bool good = true;
    if (type == ColumnType::kNumeric) {
      good = parse_float(cell).has_value();
    } else if (type == ColumnType::kDatetime) {
      good = parse_datetime(cell).has_value();
    } else if (levels_[at].code(cell) == kUnseenCode) {
      ++fit.unseen;
    } else {
      continue;
    }
    if (!good) ++fit.misfits;
    const bool odd = !good || fit.unseen > 0;
    if (!odd || !fit.example.empty()) continue;
    fit.example = cell;
    fit.example_place = std::string(batch.file) + ":" + std::to_string(batch.lines[row]);
  }
}

void FitReport::look(const RowBlock& block) {
  RowBatch batch;
  batch.columns = header_.size();
  block.split(0, block.rows(), batch);
  batch.drop_faulty();
  rows_ += batch.rows();
  for (ColumnFit& fit : columns_) {
    if (fit.there) look_at(fit, batch);
  }
}

bool FitReport::retyped(const ColumnFit& fit) {
  const uint64_t present = fit.cells - fit.missing;
  return present >= kFewest && fit.misfits == present;
}

bool FitReport::fits() const {
  return std::all_of(columns_.begin(), columns_.end(),
                     [](const ColumnFit& fit) { return fit.there && !retyped(fit); });
}

std::string FitReport::faults() const {
  std::string text;
  bool all_there = true;
  for (const ColumnFit& fit : columns_) {
    const ColumnSpec& column = spec_.columns[fit.column];
    all_there = all_there && fit.there;
    if (!fit.there) {
      text += "\n  " + missing_column(column);
      if (!fit.suggestion.empty()) text += "; did you mean " + mlrun::quoted(fit.suggestion) + "?";
    } else if (retyped(fit)) {
      text += "\n  column " + mlrun::quoted(column.name) + ": expected " + expected(column.type) +
              ", but none of the first " + count_of(fit.cells - fit.missing) +
              " cells is one: " + mlrun::quoted(fit.example) + " (" + fit.example_place + ")";
    }
  }
  return all_there ? text : text + one_column_line(header_);
}

std::vector<std::string> FitReport::remarks() const {
  std::vector<std::string> remarks;
  if (!extra_.empty()) remarks.push_back("columns not used: " + join(extra_, ", "));
  for (const ColumnFit& fit : columns_) {
    const ColumnSpec& column = spec_.columns[fit.column];
    const std::string name = "column " + mlrun::quoted(column.name) + ": ";
    if (fit.unseen > 0) {
      remarks.push_back(name + count_of(fit.unseen) + " of " + count_of(fit.cells) +
                        " cells hold a category that training did not see, first " +
                        mlrun::quoted(fit.example) + " (" + fit.example_place + ")");
    }
    if (fit.misfits > 0 && !retyped(fit)) {
      remarks.push_back(name + count_of(fit.misfits) + " of " + count_of(fit.cells) +
                        " cells are no " + expected(column.type) + ", first " +
                        mlrun::quoted(fit.example) + " (" + fit.example_place + "): bad rows");
    }
    if (fit.missing > 0 && !column.had_missing) {
      remarks.push_back(name + count_of(fit.missing) + " of " + count_of(fit.cells) +
                        " cells are missing, where the training rows had none");
    }
  }
  return remarks;
}

Json FitReport::to_json() const {
  Json absent = Json::array();
  Json other = Json::array();
  Json columns = Json::object();
  for (const ColumnFit& fit : columns_) {
    const ColumnSpec& column = spec_.columns[fit.column];
    if (!fit.there) {
      Json entry{{"column", column.name}, {"role", name(column.role)}};
      if (!fit.suggestion.empty()) entry["did_you_mean"] = fit.suggestion;
      absent.push_back(std::move(entry));
      continue;
    }
    if (retyped(fit)) {
      other.push_back(
          {{"column", column.name}, {"expected", name(column.type)}, {"got", fit.example}});
    }
    columns[column.name] = {{"type", name(column.type)},
                            {"cells", fit.cells},
                            {"missing", fit.missing},
                            {"misfits", fit.misfits},
                            {"unseen", fit.unseen}};
  }
  return {{"fits", fits()},   {"rows", rows_},           {"missing_columns", absent},
          {"retyped", other}, {"extra_columns", extra_}, {"columns", columns}};
}

}  // namespace mlrun
