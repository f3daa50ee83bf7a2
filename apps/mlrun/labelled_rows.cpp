#include "mlrun/labelled_rows.h"

#include "core/error.h"
#include "data/table_reader.h"
#include "features/target.h"
#include "mlrun/bad_row_flags.h"
#include "mlrun/read_progress.h"

namespace mlrun {

Table read_labelled(const InputOptions& input, const DataSpec& spec, int threads,
                    uint64_t memory_limit, BadRows& bad) {
  const auto reader = open_input(input.paths, read_options(input));
  TableReadOptions read;
  read.threads = threads;
  read.memory_limit = memory_limit;
  read.bad = &bad;
  read.progress = read_progress("reading");
  Table table = read_table(*reader, spec, NeedTarget::kYes, read);
  if (table.rows == 0) {
    throw Error(ErrorKind::kData, names_of(input.paths) + ": a header but no rows");
  }
  require_weight(table, names_of(input.paths));
  bad.finish(static_cast<uint64_t>(table.rows));
  report_bad_rows(bad);
  return table;
}

}  // namespace mlrun
