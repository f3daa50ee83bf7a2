#include "data/infer.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "core/error.h"
#include "core/ordered_work.h"
#include "core/text.h"
#include "data/cell.h"
#include "data/column_draft.h"
#include "data/delimiter.h"
#include "data/draft_reader.h"
#include "data/task_choice.h"

namespace mlrun {
namespace {

std::string known_task(const std::string& task) {
  const std::vector<std::string> known = {"auto", "regression", "classification", "binary",
                                          "multiclass"};
  if (std::find(known.begin(), known.end(), task) == known.end()) {
    throw Error(ErrorKind::kUsage, "--task: expected one of " + join(known, ", ") + ", got " +
                                       mlrun::quoted(task) + did_you_mean(task, known));
  }
  return task == "binary" || task == "multiclass" ? "classification" : task;
}

// The role each column was given by name; the others are features.
std::vector<Role> roles_of(const std::vector<std::string>& header, const InferOptions& options) {
  std::unordered_map<std::string_view, size_t> positions;
  for (size_t c = 0; c < header.size(); ++c) positions.emplace(header[c], c);
  std::vector<Role> roles(header.size(), Role::kFeature);
  const auto give = [&](const std::string& flag, const std::string& column, Role role) {
    const auto found = positions.find(column);
    if (found == positions.end()) {
      const std::string alone = one_column_alone(header);
      throw Error(ErrorKind::kUsage,
                  flag + ": the data has no column " + mlrun::quoted(column) +
                      (alone.empty() ? did_you_mean(column, header) : ", but " + alone));
    }
    Role& given = roles[found->second];
    if (given != Role::kFeature && given != role) {
      throw Error(ErrorKind::kUsage, flag + ": column " + mlrun::quoted(column) + " has the role " +
                                         std::string(name(given)) + " already");
    }
    given = role;
  };
  if (!options.target.empty()) give("--target", options.target, Role::kTarget);
  if (!options.weight.empty()) give("--weight", options.weight, Role::kWeight);
  for (const auto& id : options.ids) give("--id", id, Role::kId);
  for (const auto& column : options.ignore) give("--ignore", column, Role::kIgnore);
  return roles;
}

// Texts kept per column while all are numbers: they matter only if text follows, so they share a
// bounded memory. Those of the target may be classes.
ColumnSurvey survey_for(Role role, size_t columns) {
  constexpr size_t kSharedByAll = size_t{1} << 18;
  constexpr size_t kFewest = 4096;
  constexpr size_t kMost = size_t{1} << 16;
  if (role == Role::kTarget) return ColumnSurvey();
  if (role != Role::kFeature) return ColumnSurvey(kFewest, kFewest);
  return ColumnSurvey(std::clamp(kSharedByAll / columns, kFewest, kMost));
}

void set_type(ColumnSpec& column, const ColumnSurvey& seen) {
  column.had_missing = seen.missing() > 0;
  column.levels = seen.boolean_levels();
  if (!column.levels.empty()) {
    column.type = ColumnType::kBoolean;
  } else if (seen.numeric()) {
    column.type = ColumnType::kNumeric;
  } else if (seen.datetime()) {
    column.type = ColumnType::kDatetime;
  } else {
    column.type = ColumnType::kCategorical;
    if (column.role == Role::kFeature) column.levels = seen.sorted_levels();
  }
}

void set_weight(ColumnSpec& column, const ColumnSurvey& seen) {
  if (!seen.numeric()) {
    throw Error(ErrorKind::kData,
                seen.first_text_place() + ": column " + mlrun::quoted(column.name) +
                    ": expected a number as weight, got " + mlrun::quoted(seen.first_text()));
  }
  column.type = ColumnType::kNumeric;
  column.levels.clear();
}

// Text that names rows instead of describing them teaches a net nothing.
std::string why_useless(const ColumnSpec& column, const ColumnSurvey& seen) {
  constexpr uint64_t kFewRows = 20;
  if (seen.present() == 0) return "every cell of it is missing";
  if (column.type != ColumnType::kCategorical) return {};
  if (seen.mixed()) {
    return "it holds at least " + format_count(static_cast<int64_t>(seen.level_count())) +
           " different numbers and then text, first " + mlrun::quoted(seen.first_text()) + " (" +
           seen.first_text_place() + "); --na makes that text a missing cell";
  }
  if (seen.exceeded()) return "it holds more than 1,000,000 different texts";
  if (seen.present() > kFewRows && seen.level_count() == seen.present()) {
    return "its text differs in every row";
  }
  return {};
}

void ignore_if_useless(ColumnSpec& column, const ColumnSurvey& seen,
                       std::vector<std::string>& remarks) {
  const std::string why = why_useless(column, seen);
  if (why.empty()) return;
  column.role = Role::kIgnore;
  column.levels.clear();
  remarks.push_back("column " + mlrun::quoted(column.name) + " is ignored: " + why);
}

// One typing error turns a column of numbers into categories, and nothing fails.
std::string mostly_numbers(const ColumnSpec& column, const ColumnSurvey& seen) {
  constexpr double kMostly = 0.9;
  constexpr uint64_t kFewRows = 20;
  const auto share = static_cast<double>(seen.numbers()) / static_cast<double>(seen.present());
  if (column.type != ColumnType::kCategorical || seen.present() <= kFewRows || share < kMostly) {
    return {};
  }
  return format_count(static_cast<int64_t>(seen.numbers())) + " of " +
         format_count(static_cast<int64_t>(seen.present())) + " cells are numbers, but not " +
         mlrun::quoted(seen.first_text()) + " (" + seen.first_text_place() + ")";
}

ColumnFacts facts_of(const ColumnSurvey& seen) {
  const uint64_t levels = seen.level_count() - (seen.exceeded() ? 1 : 0);
  return {seen.rows(), seen.missing(), levels, seen.exceeded(), seen.min(), seen.max()};
}

std::vector<ColumnDraft> drafts_for(const std::vector<Role>& roles, bool keep) {
  std::vector<ColumnDraft> drafts;
  for (const Role role : roles) {
    const bool kept = keep && role != Role::kIgnore && role != Role::kId;
    drafts.emplace_back(survey_for(role, roles.size()), kept);
  }
  return drafts;
}

// A column's memory goes as its typed one comes, on several threads.
std::optional<Table> table_of(const DataSpec& spec, std::vector<ColumnDraft>& drafts, uint64_t rows,
                              int threads) {
  Table table{spec, std::vector<Column>(drafts.size()), static_cast<int64_t>(rows)};
  size_t next = 0;
  bool fits = true;
  OrderedWork<size_t, bool> columns;
  columns.take = [&]() -> std::optional<size_t> {
    return next < drafts.size() ? std::optional(next++) : std::nullopt;
  };
  columns.work = [&](size_t&& c, int) { return drafts[c].take(spec.columns[c], table.columns[c]); };
  columns.finish = [&](bool&& fit) { fits = fits && fit; };
  columns.run(threads);
  if (!fits) return std::nullopt;
  return table;
}

void decide_column(const ColumnSurvey& seen, ColumnSpec column, Inference& result) {
  set_type(column, seen);
  const bool feature = column.role == Role::kFeature;
  const std::string odd = feature ? mostly_numbers(column, seen) : "";
  if (!odd.empty()) {
    result.warnings.push_back("column " + mlrun::quoted(column.name) +
                              " is not taken as numbers: " + odd +
                              "; data.missing can make that text a missing cell");
  }
  if (feature) ignore_if_useless(column, seen, result.remarks);
  if (column.role == Role::kWeight) set_weight(column, seen);
  result.spec.columns.push_back(std::move(column));
  result.facts.push_back(facts_of(seen));
}

// Values that lie close together and far from 0 are a handful of numbers of 24 bits, and answers to
// them would look better than they are.
std::string hardly_told_apart(const ColumnSpec& column, const ColumnFacts& facts) {
  constexpr double kFewSteps = 100;
  const bool learnt = column.role == Role::kFeature || column.role == Role::kTarget;
  if (column.type != ColumnType::kNumeric || !learnt || facts.min == facts.max) return {};
  const auto largest = static_cast<float>(std::max(std::abs(facts.min), std::abs(facts.max)));
  const double step = std::nextafter(largest, std::numeric_limits<float>::infinity()) - largest;
  if (facts.max - facts.min >= kFewSteps * step) return {};
  return "column " + mlrun::quoted(column.name) + ": its values, from " + format_number(facts.min) +
         " to " + format_number(facts.max) +
         ", are read as float32, which tells numbers of that size apart in steps of " +
         format_number(step) + " only; take a constant off them first";
}

}  // namespace

Inference infer_spec(RowReader& reader, const InferOptions& options) {
  const std::string task = known_task(options.task);
  const auto roles = roles_of(reader.header(), options);
  auto drafts = drafts_for(roles, options.keep_rows);
  const bool whole = gather_drafts(reader, options, drafts);
  Inference result;
  result.spec.missing = options.missing;
  result.rows = drafts.front().survey().rows();
  if (result.rows == 0) {
    throw Error(ErrorKind::kData, whole ? "the data has a header but no rows"
                                        : "no row of the data can be read; --on-bad-row fail tells "
                                          "what is wrong with the first");
  }
  for (size_t c = 0; c < drafts.size(); ++c) {
    ColumnSpec column;
    column.name = reader.header()[c];
    column.role = roles[c];
    decide_column(drafts[c].survey(), std::move(column), result);
  }
  if (const auto target = result.spec.target()) {
    choose_task(result.spec, drafts[*target].survey(), {task, options.pass_bad_rows},
                result.remarks);
  }
  for (size_t c = 0; c < drafts.size(); ++c) {
    const std::string warning = hardly_told_apart(result.spec.columns[c], result.facts[c]);
    if (!warning.empty()) result.warnings.push_back(warning);
  }
  if (options.keep_rows && whole)
    result.table = table_of(result.spec, drafts, result.rows, options.threads);
  return result;
}

}  // namespace mlrun
