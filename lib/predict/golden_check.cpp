#include "predict/golden_check.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/random.h"
#include "core/text.h"
#include "data/table_builder.h"

namespace mlrun {
namespace {

// How far the answers of a device may be from those of the CPU in fp32, by the precision of its
// matrix products; both parts, absolute + relative |answer|.
struct PrecisionTolerance {
  std::string_view precision;
  double tolerance;
};
constexpr PrecisionTolerance kTolerances[] = {{"tf32", 1e-2}, {"bf16", 5e-2}};

bool is_missing(const Column& column, size_t row) {
  if (!column.numbers.empty()) return std::isnan(column.numbers[row]);
  if (!column.seconds.empty()) return std::isnan(column.seconds[row]);
  return !column.codes.empty() && column.codes[row] < 0;
}

// The first row with a missing cell, per column.
void add_missing(const Table& table, std::set<int64_t>& rows) {
  for (const size_t c : table.spec.with_role(Role::kFeature)) {
    for (size_t r = 0; r < static_cast<size_t>(table.rows); ++r) {
      if (!is_missing(table.columns[c], r)) continue;
      rows.insert(static_cast<int64_t>(r));
      break;
    }
  }
}

// The first row of each class.
void add_classes(const Table& table, std::set<int64_t>& rows) {
  const auto target = table.spec.target();
  if (!table.spec.is_classification() || !target) return;
  const auto& codes = table.columns[*target].codes;
  for (size_t k = 0; k < table.spec.classes.size(); ++k) {
    const auto found = std::find(codes.begin(), codes.end(), static_cast<int32_t>(k));
    if (found != codes.end()) rows.insert(found - codes.begin());
  }
}

RowBatch batch_of(const GoldenRows& golden) {
  RowBatch batch;
  batch.columns = golden.columns.size();
  batch.file = "golden rows";
  for (const auto& row : golden.cells) {
    batch.cells.insert(batch.cells.end(), row.begin(), row.end());
    batch.lines.push_back(batch.lines.size() + 1);
  }
  batch.quoted.assign(batch.cells.size(), 0);
  batch.bytes.assign(batch.rows(), 0);
  batch.texts.assign(batch.rows(), {});
  return batch;
}

}  // namespace

std::vector<int64_t> choose_golden(const Table& valid, uint64_t seed, int64_t limit) {
  // A table of very many columns keeps fewer rows, so that the file's metadata stay small.
  constexpr int64_t kCells = 100'000;
  const auto columns = static_cast<int64_t>(valid.spec.with_role(Role::kFeature).size());
  limit = std::min(limit, std::max<int64_t>(1, kCells / std::max<int64_t>(1, columns)));
  std::set<int64_t> rows;
  if (valid.rows > 0) rows = {0, valid.rows - 1};
  add_missing(valid, rows);
  add_classes(valid, rows);
  while (static_cast<int64_t>(rows.size()) > limit) {
    rows.erase(rows.size() > 2 ? std::prev(rows.end(), 2) : std::prev(rows.end()));
  }
  Random random(seed, "golden rows");
  const int64_t wanted = std::min(limit, valid.rows);
  while (static_cast<int64_t>(rows.size()) < wanted) {
    rows.insert(static_cast<int64_t>(random.below(static_cast<uint64_t>(valid.rows))));
  }
  return {rows.begin(), rows.end()};
}

GoldenRows golden_from_rows(const DataSpec& spec, const std::vector<std::string>& header,
                            const std::vector<std::vector<std::string>>& texts) {
  GoldenRows golden;
  golden.device = "cpu";
  golden.precision = "fp32";
  std::vector<size_t> positions;
  for (const size_t c : spec.with_role(Role::kFeature)) {
    golden.columns.push_back(spec.columns[c].name);
    const auto found = std::find(header.begin(), header.end(), spec.columns[c].name);
    positions.push_back(static_cast<size_t>(found - header.begin()));
  }
  for (const auto& row : texts) {
    auto& cells = golden.cells.emplace_back();
    for (const size_t position : positions) cells.push_back(row[position]);
  }
  return golden;
}

std::vector<float> answer_golden(const Predictor& predictor, const GoldenRows& golden) {
  const Binding binding =
      bind_columns(predictor.spec(), golden.columns, NeedTarget::kNo, "golden rows");
  const TableBuilder builder(predictor.spec(), binding);
  Table table = builder.start();
  std::vector<RowFault> faults;
  builder.add(batch_of(golden), table, faults);
  if (!faults.empty()) {
    const RowFault& fault = faults.front();
    throw Error(ErrorKind::kData, "golden row " + std::to_string(fault.line) + ": column " +
                                      mlrun::quoted(golden.columns[fault.column.value_or(0)]) +
                                      ": " + fault.what);
  }
  return predictor.raw(table);
}

GoldenRows held_to(GoldenRows golden, const std::string& precision) {
  for (const auto& known : kTolerances) {
    if (known.precision != precision) continue;
    golden.absolute_tolerance = std::max(golden.absolute_tolerance, known.tolerance);
    golden.relative_tolerance = std::max(golden.relative_tolerance, known.tolerance);
  }
  return golden;
}

GoldenVerdict check_golden(const Predictor& predictor, const GoldenRows& golden) {
  return compare(golden, answer_golden(predictor, golden));
}

void require_golden(const GoldenVerdict& verdict, const Predictor& predictor,
                    const std::string& file) {
  if (verdict.holds) return;
  throw Error(ErrorKind::kModel,
              file + ": golden rows differ on " + predictor.description() +
                  ": largest difference " + format_number(verdict.largest_absolute) + " in row " +
                  std::to_string(verdict.worst_row) + " of " + std::to_string(verdict.rows) +
                  "; this host does not answer as the model was made to (--no-verify answers all "
                  "the same)");
}

}  // namespace mlrun
