#include "predict/prediction_rows.h"

#include <algorithm>
#include <utility>

namespace mlrun {
namespace {

OutputRows::Cells kept_cells(const RowBatch& batch, size_t position,
                             const std::vector<RowFate>& fates) {
  OutputRows::Cells cells;
  for (size_t row = 0; row < fates.size(); ++row) {
    if (fates[row] != RowFate::kDropped) cells.texts.push_back(batch.cell(row, position));
  }
  return cells;
}

OutputRows::Cells labels(const DataSpec& spec, const Predictions& answers) {
  OutputRows::Cells cells;
  for (int64_t row = 0; row < answers.rows; ++row) {
    cells.texts.emplace_back(spec.classes[static_cast<size_t>(answers.label(row))]);
  }
  return cells;
}

OutputRows::Cells numbers(const Predictions& answers, int64_t output) {
  OutputRows::Cells cells;
  cells.numbers.reserve(static_cast<size_t>(answers.rows));
  for (int64_t row = 0; row < answers.rows; ++row) {
    cells.numbers.push_back(answers.values[static_cast<size_t>(row * answers.outputs + output)]);
  }
  return cells;
}

}  // namespace

std::vector<OutputColumn> output_columns(const DataSpec& spec, const std::vector<std::string>& keep,
                                         bool probabilities) {
  std::vector<OutputColumn> columns;
  for (const auto& name : keep) columns.push_back({name, true});
  columns.push_back({"prediction", spec.is_classification()});
  if (spec.is_classification() && probabilities) {
    for (const auto& name : spec.classes) columns.push_back({"prob_" + name, false});
  }
  return columns;
}

OutputRows output_rows(const DataSpec& spec, const Predictions& answers, const RowBatch& batch,
                       const std::vector<size_t>& keep, const std::vector<RowFate>& fates,
                       bool probabilities) {
  OutputRows rows;
  rows.rows = static_cast<size_t>(answers.rows);
  rows.kept = keep.size();
  for (const size_t position : keep) rows.columns.push_back(kept_cells(batch, position, fates));
  if (!spec.is_classification()) {
    rows.columns.push_back(numbers(answers, 0));
  } else {
    rows.columns.push_back(labels(spec, answers));
    for (int64_t k = 0; probabilities && k < answers.outputs; ++k) {
      rows.columns.push_back(numbers(answers, k));
    }
  }
  if (std::find(fates.begin(), fates.end(), RowFate::kUnanswered) == fates.end()) return rows;
  for (const RowFate fate : fates) {
    if (fate != RowFate::kDropped) rows.unanswered.push_back(fate == RowFate::kUnanswered ? 1 : 0);
  }
  return rows;
}

}  // namespace mlrun
