#include "mlrun/labelled_rows.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "data/table_reader.h"
#include "features/target.h"
#include "mlrun/bad_row_flags.h"
#include "mlrun/read_progress.h"
#include "mlrun/table_fit.h"

namespace mlrun {
namespace {

void take_out_weight(DataSpec& spec) {
  for (const size_t column : spec.with_role(Role::kWeight)) {
    spec.columns[column].role = Role::kIgnore;
  }
}

bool lacks_weight(const FitReport& fit, const DataSpec& spec) {
  return std::ranges::any_of(fit.columns(), [&](const FitReport::ColumnFit& column) {
    return !column.there && spec.columns[column.column].role == Role::kWeight;
  });
}

}  // namespace

void add_labelled_input(CLI::App& verb, LabelledInput& rows, const std::string& use) {
  verb.add_option("DATA", rows.input.paths, use)->check(not_empty)->required();
  verb.add_flag("--no-weight", rows.no_weight,
                "every row counts the same, whatever the weights that training had");
  add_input(verb, rows.input);
}

Table read_labelled(const LabelledInput& rows, DataSpec spec, int threads, uint64_t memory_limit,
                    BadRows& bad) {
  if (rows.no_weight) take_out_weight(spec);
  const std::string names = names_of(rows.input.paths);
  PeekedReader reader(open_input(rows.input.paths, read_options(rows.input)));
  const FitReport fit = first_look(reader, spec, NeedTarget::kYes);
  require_fit(fit, names, lacks_weight(fit, spec) ? "--no-weight does without weights" : "");
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
