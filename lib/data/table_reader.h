#pragma once

#include <cstdint>
#include <functional>

#include "data/bad_rows.h"
#include "data/row_reader.h"
#include "data/table_builder.h"

namespace mlrun {

struct TableReadOptions {
  int threads = 1;
  BuildOptions cells;
  BadRows* bad = nullptr;     // null: the first bad row is an Error
  uint64_t memory_limit = 0;  // bytes of a table; 0: none
  // Called in order as rows are done.
  std::function<void(const ReadCounts&)> progress;
};

// Reads everything a reader has left; the same table for any number of threads. Bad rows are left
// out as far as options.bad lets them pass; its finish() is the caller's.
// Throws Error(kData) for a bad row, and for a table that does not fit into the limit: as soon as
// the size of the file shows it.
Table read_table(RowReader& reader, const DataSpec& spec, NeedTarget need,
                 const TableReadOptions& options = {});

// Bytes that the cells of a table take.
uint64_t bytes_of(const Table& table);
// Throws Error(kData) when a table whose cells take `bytes` after `done` will take more than the
// limit once all is read. 0: no limit.
void check_memory(uint64_t bytes, const ReadCounts& done, uint64_t limit);
// Rows that a file will have, by those seen so far; 0 when its size is not known.
uint64_t rows_expected(const ReadCounts& done);

}  // namespace mlrun
