#include "data/infer.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/error.h"
#include "core/text.h"
#include "data/cell.h"
#include "data/datetime.h"

namespace mlrun {
namespace {

constexpr uint64_t kLevelLimit = 1'000'000;

constexpr std::pair<const char*, const char*> kBooleans[] = {
    {"false", "true"}, {"no", "yes"}, {"0", "1"}};

// What one pass over a column's cells has shown so far.
struct Seen {
  uint64_t rows = 0;
  uint64_t missing = 0;
  bool numeric = true;
  bool integer = true;
  bool datetime = true;
  bool levels_exceeded = false;
  double min = INFINITY;
  double max = -INFINITY;
  std::set<std::string, std::less<>> levels;

  uint64_t present() const { return rows - missing; }
  void add(std::string_view cell);
};

void Seen::add(std::string_view cell) {
  if (numeric) {
    const auto value = parse_double(cell);
    const bool number = value && std::isfinite(static_cast<float>(*value));
    numeric = number;
    if (number) {
      min = std::min(min, *value);
      max = std::max(max, *value);
      integer = integer && *value == std::floor(*value);
    }
  }
  if (datetime) datetime = parse_datetime(cell).has_value();
  if (levels_exceeded || levels.contains(cell)) return;
  levels.emplace(cell);
  if (levels.size() > kLevelLimit) {
    levels_exceeded = true;
    levels.clear();
  }
}

// The pair of words a column consists of, as they stand in the file; empty when it is no boolean.
std::vector<std::string> boolean_levels(const Seen& seen) {
  if (seen.levels.empty() || seen.levels.size() > 2 || seen.levels_exceeded) return {};
  for (const auto& pair : kBooleans) {
    const std::string no = pair.first;
    const std::string yes = pair.second;
    std::vector<std::string> words = {no, yes};
    bool fits = true;
    for (const auto& level : seen.levels) {
      const std::string lower = lower_ascii(level);
      fits = fits && (lower == no || lower == yes);
      words[lower == yes ? 1 : 0] = level;
    }
    if (fits) return words;
  }
  return {};
}

// Distinct values of levels that are all numbers, ascending, each by the text that comes first.
std::vector<std::string> numeric_levels(const Seen& seen) {
  std::map<double, std::string> by_value;
  for (const auto& level : seen.levels) by_value.try_emplace(*parse_double(level), level);
  std::vector<std::string> levels;
  for (const auto& [value, text] : by_value) levels.push_back(text);
  return levels;
}

void set_type(ColumnSpec& column, const Seen& seen) {
  column.had_missing = seen.missing > 0;
  column.levels = boolean_levels(seen);
  if (!column.levels.empty()) {
    column.type = ColumnType::kBoolean;
  } else if (seen.numeric) {
    column.type = ColumnType::kNumeric;
  } else if (seen.datetime) {
    column.type = ColumnType::kDatetime;
  } else {
    column.type = ColumnType::kCategorical;
    column.levels.assign(seen.levels.begin(), seen.levels.end());
  }
}

// Text that names rows instead of describing them teaches a net nothing.
void ignore_if_useless(ColumnSpec& column, const Seen& seen, std::vector<std::string>& remarks) {
  constexpr uint64_t kFewRows = 20;
  if (column.role != Role::kFeature) return;
  std::string why;
  if (seen.present() == 0) {
    why = "holds no value";
  } else if (column.type == ColumnType::kCategorical) {
    if (seen.levels_exceeded) why = "has more than 1,000,000 different texts";
    if (seen.present() > kFewRows && seen.levels.size() == seen.present()) {
      why = "has a different text in every row";
    }
  }
  if (why.empty()) return;
  column.role = Role::kIgnore;
  column.levels.clear();
  remarks.push_back("column " + mlrun::quoted(column.name) + " is ignored: it " + why);
}

void check_known(const std::string& flag, const std::string& wanted,
                 const std::vector<std::string>& header) {
  if (wanted.empty() || std::find(header.begin(), header.end(), wanted) != header.end()) return;
  throw Error(ErrorKind::kUsage, flag + ": the data has no column " + mlrun::quoted(wanted) +
                                     did_you_mean(wanted, header));
}

Role role_of(const std::string& column, const InferOptions& options) {
  const auto listed = [&](const std::vector<std::string>& names) {
    return std::find(names.begin(), names.end(), column) != names.end();
  };
  if (column == options.target) return Role::kTarget;
  if (column == options.weight) return Role::kWeight;
  if (listed(options.ids)) return Role::kId;
  if (listed(options.ignore)) return Role::kIgnore;
  return Role::kFeature;
}

bool looks_like_classes(const ColumnSpec& target, const Seen& seen) {
  constexpr uint64_t kFewLevels = 20;
  constexpr double kShareOfRows = 0.05;
  if (target.type != ColumnType::kNumeric) return target.type != ColumnType::kDatetime;
  const auto levels = static_cast<double>(seen.levels.size());
  return seen.integer && !seen.levels_exceeded && seen.levels.size() <= kFewLevels &&
         levels < kShareOfRows * static_cast<double>(seen.present());
}

void set_task(DataSpec& spec, const Seen& seen, const InferOptions& options,
              std::vector<std::string>& remarks) {
  ColumnSpec& target = spec.columns[*spec.target()];
  bool classes = looks_like_classes(target, seen);
  if (options.task == "auto") {
    const std::string text =
        "target " + mlrun::quoted(target.name) + ": " +
        (classes ? "classification into " + std::to_string(seen.levels.size()) + " classes"
                 : "regression") +
        ", by its values; --task decides otherwise";
    remarks.push_back(text);
  } else {
    classes = options.task == "classification";
  }
  if (!classes) {
    if (!seen.numeric) {
      throw Error(ErrorKind::kData, "target " + mlrun::quoted(target.name) +
                                        ": regression needs numbers, but it holds text; --task "
                                        "classification takes it");
    }
    target.type = ColumnType::kNumeric;
    target.levels.clear();
    return;
  }
  if (seen.levels_exceeded) {
    throw Error(ErrorKind::kData, "target " + mlrun::quoted(target.name) +
                                      " has more than 1,000,000 different values: no classes");
  }
  if (target.type != ColumnType::kBoolean) {
    target.levels = seen.numeric ? numeric_levels(seen)
                                 : std::vector<std::string>(seen.levels.begin(), seen.levels.end());
    target.type = ColumnType::kCategorical;
  }
  if (target.levels.size() < 2) {
    throw Error(ErrorKind::kData, "target " + mlrun::quoted(target.name) +
                                      " holds one class only: " + mlrun::quoted(target.levels[0]));
  }
  spec.classes = target.levels;
  spec.task = spec.classes.size() == 2 ? Task::kBinary : Task::kMulticlass;
}

std::vector<Seen> look(RowReader& reader, const MissingTokens& missing) {
  constexpr size_t kRows = 4096;
  std::vector<Seen> seen(reader.header().size());
  while (const auto batch = reader.next(kRows)) {
    for (size_t i = 0; i < batch->cells.size(); ++i) {
      Seen& column = seen[i % batch->columns];
      ++column.rows;
      const std::string_view cell = batch->quoted[i] != 0 ? batch->cells[i] : trim(batch->cells[i]);
      if (missing(cell)) {
        ++column.missing;
      } else {
        column.add(cell);
      }
    }
  }
  return seen;
}

}  // namespace

Inference infer_spec(RowReader& reader, const InferOptions& options) {
  const auto& header = reader.header();
  check_known("--target", options.target, header);
  check_known("--weight", options.weight, header);
  for (const auto& id : options.ids) check_known("--id", id, header);
  for (const auto& column : options.ignore) check_known("--ignore", column, header);

  Inference result;
  result.spec.missing = options.missing;
  const std::vector<Seen> seen = look(reader, MissingTokens(options.missing));
  result.rows = seen.empty() ? 0 : seen.front().rows;
  if (result.rows == 0) throw Error(ErrorKind::kData, "the data has a header but no rows");
  for (size_t c = 0; c < header.size(); ++c) {
    ColumnSpec column;
    column.name = header[c];
    column.role = role_of(header[c], options);
    set_type(column, seen[c]);
    ignore_if_useless(column, seen[c], result.remarks);
    if (column.role == Role::kWeight && column.type != ColumnType::kNumeric) {
      if (!seen[c].numeric) {
        throw Error(ErrorKind::kData,
                    "weight column " + mlrun::quoted(column.name) + ": expected numbers");
      }
      column.type = ColumnType::kNumeric;
      column.levels.clear();
    }
    result.spec.columns.push_back(std::move(column));
    result.facts.push_back({seen[c].rows, seen[c].missing, seen[c].levels.size(),
                            seen[c].levels_exceeded, seen[c].min, seen[c].max});
  }
  if (!options.target.empty()) {
    set_task(result.spec, seen[*result.spec.target()], options, result.remarks);
  }
  return result;
}

}  // namespace mlrun
