#pragma once

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "arrow/arrow_reader.h"
#include "core/error.h"
#include "core/fixtures.h"
#include "data/byte_source.h"

namespace mlrun::test {

// Made by scripts/make_arrow_test_data.py.
inline std::string arrow_file(const std::string& name) {
  return std::string(MLRUN_SOURCE_DIR) + "/tests/data/arrow/" + name;
}

inline std::unique_ptr<ByteSource> source_of(const std::string& path, int stdin_fd = 0) {
  return std::make_unique<ByteSource>(path, stdin_fd);
}

inline ArrowReader open_arrow(const std::string& path, const ReadOptions& options = {}) {
  return {source_of(path, options.stdin_fd), path, options};
}

// What all of a table says. A null cell is \N; a fault stands in place of its row.
struct Rows {
  std::vector<std::vector<std::string>> cells;
  std::vector<size_t> blocks;  // rows of each
  std::vector<uint64_t> lines;
};

inline std::string shown(const RowBatch& batch, size_t row, size_t column) {
  const bool is_text = batch.quoted[row * batch.columns + column] != 0;
  const std::string_view cell = batch.cell(row, column);
  return cell.empty() && !is_text ? "\\N" : std::string(cell);
}

inline void add_rows(Rows& rows, const RowBatch& batch) {
  for (size_t r = 0; r < batch.rows(); ++r) {
    rows.lines.push_back(batch.lines[r]);
    rows.cells.emplace_back();
    for (size_t c = 0; c < batch.columns; ++c) rows.cells.back().push_back(shown(batch, r, c));
  }
  for (const RowFault& fault : batch.faults) {
    const std::string column = std::to_string(fault.column.value_or(999));
    rows.cells[rows.cells.size() - batch.rows() + fault.row] = {column, fault.what};
  }
}

inline Rows read_rows(RowReader& reader) {
  Rows rows;
  while (const auto block = reader.next()) {
    RowBatch batch;
    batch.columns = reader.header().size();
    block->split(0, block->rows(), batch);
    rows.blocks.push_back(block->rows());
    add_rows(rows, batch);
  }
  return rows;
}

// The message of the Error(kData) that a call throws; "" where it throws none.
template <class Call>
std::string data_error(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kData);
    return error.what();
  }
  return "";
}

}  // namespace mlrun::test
