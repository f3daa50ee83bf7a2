#include "mlrun/labelled_rows.h"

#include "data/table_reader.h"
#include "features/target.h"
#include "mlrun/bad_row_flags.h"
#include "mlrun/read_progress.h"
#include "mlrun/table_fit.h"

namespace mlrun {

Table read_labelled(const InputOptions& input, const DataSpec& spec, int threads,
                    uint64_t memory_limit, BadRows& bad) {
  const std::string names = names_of(input.paths);
  PeekedReader reader(open_input(input.paths, read_options(input)));
  require_fit(first_look(reader, spec, NeedTarget::kYes), names);
  TableReadOptions read;
  read.threads = threads;
  read.memory_limit = memory_limit;
  read.bad = &bad;
  read.progress = read_progress("reading");
  Table table = read_table(reader, spec, NeedTarget::kYes, read);
  bad.require_rows(table.rows, names);
  require_weight(table, names);
  bad.finish(static_cast<uint64_t>(table.rows));
  report_bad_rows(bad);
  return table;
}

}  // namespace mlrun
