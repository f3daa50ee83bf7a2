#include "arrow/arrow_block.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "arrow/cell_text.h"
#include "core/text.h"

namespace mlrun {
namespace {

std::optional<std::string> fault_in(std::string_view text) {
  if (invalid_utf8(text)) return "expected UTF-8, got " + mlrun::quoted(text);
  if (text.find('\0') != std::string_view::npos) return "a NUL byte";
  return std::nullopt;
}

// Looks at the texts of rows [first, end) of a batch.
void find_faults(RowBatch& batch, size_t first) {
  for (size_t row = first; row < batch.rows(); ++row) {
    const auto cells = batch.cells.begin() + static_cast<ptrdiff_t>(row * batch.columns);
    for (size_t column = 0; column < batch.columns; ++column) {
      if (batch.quoted[row * batch.columns + column] == 0) continue;
      auto what = fault_in(cells[static_cast<ptrdiff_t>(column)]);
      if (!what) continue;
      RowFault fault;
      fault.row = row;
      fault.line = batch.lines[row];
      fault.column = column;
      fault.what = std::move(*what);
      batch.faults.push_back(std::move(fault));
      std::fill_n(cells, batch.columns, std::string_view());
      std::fill_n(batch.quoted.begin() + static_cast<ptrdiff_t>(row * batch.columns), batch.columns,
                  uint8_t{0});
      break;
    }
  }
}

void add_empty_rows(RowBatch& batch, size_t count, uint64_t first_line) {
  const size_t rows = batch.rows() + count;
  batch.cells.resize(rows * batch.columns);
  batch.quoted.resize(rows * batch.columns);
  batch.bytes.resize(rows);
  batch.texts.resize(rows);
  for (size_t i = 0; i < count; ++i) batch.lines.push_back(first_line + i);
}

}  // namespace

void ArrowBlock::add(std::shared_ptr<arrow::RecordBatch> part) {
  rows_ += static_cast<size_t>(part->num_rows());
  parts_.push_back(std::move(part));
}

void ArrowBlock::split(size_t first, size_t count, RowBatch& into) const {
  const size_t before = into.rows();
  into.file = *name_;
  add_empty_rows(into, count, first_row_ + first);
  size_t row = before;
  for (const auto& part : parts_) {
    const auto rows = static_cast<size_t>(part->num_rows());
    const size_t begin = std::min(first, rows);
    const size_t taken = std::min(rows - begin, count);
    for (size_t c = 0; c < into.columns && taken > 0; ++c) {
      write_cells(*part->column(static_cast<int>(c)), static_cast<int64_t>(begin),
                  static_cast<int64_t>(taken), {into, row, c});
    }
    first -= begin;
    count -= taken;
    row += taken;
  }
  find_faults(into, before);
}

}  // namespace mlrun
