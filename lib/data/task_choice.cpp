#include "data/task_choice.h"

#include "core/error.h"
#include "core/text.h"

namespace mlrun {
namespace {

// Numbers with a typing error among them, or a text of its own in every row, are no classes:
// whoever means them so can say so.
void refuse_unlikely_classes(const ColumnSpec& target, const ColumnSurvey& seen) {
  constexpr uint64_t kFewRows = 20;
  constexpr uint64_t kMostlyNumbers = 9;  // per ten cells
  if (target.type != ColumnType::kCategorical || seen.present() <= kFewRows) return;
  const std::string subject = "target " + mlrun::quoted(target.name) + ": ";
  if (10 * seen.numbers() >= kMostlyNumbers * seen.present()) {
    throw Error(ErrorKind::kData, seen.first_text_place() + ": " + subject +
                                      "expected a number, as in " +
                                      format_count(static_cast<int64_t>(seen.numbers())) +
                                      " other cells, got " + mlrun::quoted(seen.first_text()) +
                                      "; --task classification takes them all as classes");
  }
  if (seen.level_count() == seen.present()) {
    throw Error(ErrorKind::kData, subject + "its text differs in every row, first " +
                                      mlrun::quoted(seen.first_text()) + " (" +
                                      seen.first_text_place() +
                                      "); --task classification takes that as classes");
  }
}

bool looks_like_classes(const ColumnSpec& target, const ColumnSurvey& seen) {
  constexpr size_t kFewLevels = 20;
  constexpr double kShareOfRows = 0.05;
  if (target.type == ColumnType::kDatetime) return false;
  if (target.type != ColumnType::kNumeric) return true;
  if (!seen.integer() || seen.exceeded()) return false;
  const size_t levels = seen.sorted_levels().size();
  const double share = static_cast<double>(levels) / static_cast<double>(seen.present());
  return levels <= kFewLevels && share < kShareOfRows;
}

void choose_regression(ColumnSpec& target, const ColumnSurvey& seen) {
  if (!seen.numeric()) {
    throw Error(ErrorKind::kData, "target " + mlrun::quoted(target.name) +
                                      ": regression needs numbers, but it holds text; --task "
                                      "classification takes it");
  }
  target.type = ColumnType::kNumeric;
  target.levels.clear();
}

void choose_classification(DataSpec& spec, ColumnSpec& target, const ColumnSurvey& seen) {
  const std::string subject = "target " + mlrun::quoted(target.name);
  if (seen.exceeded()) {
    throw Error(ErrorKind::kData,
                subject + " has more than 1,000,000 different values: no classes");
  }
  const auto met = seen.sorted_levels();
  if (met.empty()) throw Error(ErrorKind::kData, subject + " holds no finite number");
  if (met.size() < 2) {
    throw Error(ErrorKind::kData, subject + " holds one class only: " + mlrun::quoted(met[0]));
  }
  if (target.type != ColumnType::kBoolean) {
    target.levels = met;
    target.type = ColumnType::kCategorical;
  }
  spec.classes = target.levels;
  spec.task = spec.classes.size() == 2 ? Task::kBinary : Task::kMulticlass;
}

}  // namespace

void choose_task(DataSpec& spec, const ColumnSurvey& seen, const std::string& task,
                 std::vector<std::string>& remarks) {
  ColumnSpec& target = spec.columns[*spec.target()];
  if (seen.present() == 0) {
    throw Error(ErrorKind::kData,
                "target " + mlrun::quoted(target.name) + ": every cell of it is missing");
  }
  if (task == "auto") refuse_unlikely_classes(target, seen);
  const bool classes = task == "auto" ? looks_like_classes(target, seen) : task == "classification";
  if (classes) {
    choose_classification(spec, target, seen);
  } else {
    choose_regression(target, seen);
  }
  if (task != "auto") return;
  remarks.push_back("target " + mlrun::quoted(target.name) + ": " +
                    (classes
                         ? "classification into " + std::to_string(spec.classes.size()) + " classes"
                         : "regression") +
                    ", by its values; --task decides otherwise");
}

}  // namespace mlrun
