#include "data/task_choice.h"

#include "core/error.h"
#include "core/text.h"

namespace mlrun {
namespace {

constexpr uint64_t kFewRows = 20;

// Numbers with a typing error among them.
bool mostly_numbers(const ColumnSpec& target, const ColumnSurvey& seen) {
  constexpr uint64_t kMostly = 9;  // per ten cells
  return target.type == ColumnType::kCategorical && seen.present() > kFewRows &&
         10 * seen.numbers() >= kMostly * seen.present();
}

// Such numbers, or a text of its own in every row, are no classes: whoever means them so can say
// so.
void refuse_unlikely_classes(const ColumnSpec& target, const ColumnSurvey& seen) {
  if (target.type != ColumnType::kCategorical || seen.present() <= kFewRows) return;
  const std::string subject = "target " + mlrun::quoted(target.name) + ": ";
  if (mostly_numbers(target, seen)) {
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

// What there is to learn: all that was seen, or the numbers among it.
struct TargetValues {
  const ColumnSurvey& seen;
  bool only_numbers = false;

  bool numeric() const { return seen.numeric() || only_numbers; }
  bool integer() const { return only_numbers ? seen.whole_numbers() : seen.integer(); }
  std::vector<std::string> levels() const {
    return only_numbers ? seen.number_levels() : seen.sorted_levels();
  }
};

bool looks_like_classes(const ColumnSpec& target, const TargetValues& values) {
  constexpr size_t kFewLevels = 20;
  constexpr double kShareOfRows = 0.05;
  if (target.type == ColumnType::kDatetime) return false;
  if (target.type != ColumnType::kNumeric && !values.only_numbers) return true;
  if (!values.integer() || values.seen.exceeded()) return false;
  const size_t levels = values.levels().size();
  const double share = static_cast<double>(levels) / static_cast<double>(values.seen.present());
  return levels <= kFewLevels && share < kShareOfRows;
}

void choose_regression(ColumnSpec& target, const TargetValues& values) {
  if (!values.numeric()) {
    throw Error(ErrorKind::kData,
                values.seen.first_text_place() + ": target " + mlrun::quoted(target.name) +
                    ": regression needs numbers, got " + mlrun::quoted(values.seen.first_text()) +
                    "; --task classification takes text");
  }
  target.type = ColumnType::kNumeric;
  target.levels.clear();
}

void choose_classification(DataSpec& spec, ColumnSpec& target, const TargetValues& values) {
  const std::string subject = "target " + mlrun::quoted(target.name);
  if (values.seen.exceeded()) {
    throw Error(ErrorKind::kData,
                subject + " has more than 1,000,000 different values: no classes");
  }
  const auto met = values.levels();
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

void choose_task(DataSpec& spec, const ColumnSurvey& seen, const TaskWish& wish,
                 std::vector<std::string>& remarks) {
  ColumnSpec& target = spec.columns[*spec.target()];
  if (seen.present() == 0) {
    throw Error(ErrorKind::kData,
                "target " + mlrun::quoted(target.name) + ": every cell of it is missing");
  }
  const bool decides = wish.task == "auto";
  const bool typing_errors = wish.pass_bad_rows && mostly_numbers(target, seen);
  if (decides && !typing_errors) refuse_unlikely_classes(target, seen);
  const TargetValues values{seen, typing_errors && wish.task != "classification"};
  const bool classes = decides ? looks_like_classes(target, values) : wish.task == "classification";
  if (classes) {
    choose_classification(spec, target, values);
  } else {
    choose_regression(target, values);
  }
  if (!decides) return;
  remarks.push_back("target " + mlrun::quoted(target.name) + ": " +
                    (classes
                         ? "classification into " + std::to_string(spec.classes.size()) + " classes"
                         : "regression") +
                    ", by its values; --task decides otherwise");
}

}  // namespace mlrun
