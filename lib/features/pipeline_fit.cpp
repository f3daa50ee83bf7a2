#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/error.h"
#include "core/text.h"
#include "features/category_codes.h"
#include "features/pipeline_state.h"
#include "features/table_check.h"
#include "features/target.h"

namespace mlrun {
namespace {

// Grows a state column by column from the training rows.
class PipelineFit {
 public:
  PipelineFit(const Table& train, const FeatureOptions& options, uint64_t seed,
              std::vector<std::string>& remarks)
      : train_(train), noise_(seed, "quantile-noise"), remarks_(remarks) {
    state_.options = options;
    state_.spec = train.spec;
    state_.transform = make_numeric_transform(options.numeric);
  }

  void add_column(size_t column) {
    switch (train_.spec.columns[column].type) {
      case ColumnType::kNumeric:
        return add_numeric(column);
      case ColumnType::kDatetime:
        return add_datetime(column);
      case ColumnType::kBoolean:
      case ColumnType::kCategorical:
        return add_categorical(column);
    }
  }

  PipelineState take() {
    state_.layout = layout_of(state_);
    return std::move(state_);
  }

 private:
  void leave_out(size_t column, const std::string& why) {
    const bool kept = !state_.indicators.empty() && state_.indicators.back() == column;
    remarks_.push_back("column " + mlrun::quoted(train_.spec.columns[column].name) +
                       ": left out: " + why + (kept ? "; whether it is missing is kept" : ""));
  }

  // An indicator is worth having when some training cells are missing and some are not.
  bool add_indicator(size_t column) {
    bool missing = false;
    bool present = false;
    for (int64_t row = 0; row < train_.rows; ++row) {
      (is_missing(train_, column, row) ? missing : present) = true;
    }
    if (missing && present) state_.indicators.push_back(column);
    if (!present) leave_out(column, "no training row has a value");
    return present;
  }

  std::vector<double> present_values(const NumericInput& input) {
    std::vector<double> values(static_cast<size_t>(train_.rows));
    read_cells(train_, input, 0, values);
    std::erase_if(values, [](double value) { return std::isnan(value); });
    if (std::any_of(values.begin(), values.end(), [](double v) { return std::isinf(v); })) {
      throw Error(ErrorKind::kData, "column " +
                                        mlrun::quoted(train_.spec.columns[input.column].name) +
                                        ": expected finite numbers in the training rows, got an "
                                        "infinite one");
    }
    return values;
  }

  // False for an input that is near constant and stays out.
  bool add_input(const NumericInput& input, std::vector<double> present) {
    const auto [low, high] = std::minmax_element(present.begin(), present.end());
    if (state_.transform->near_constant(*low, *high)) return false;
    state_.transform->add_input(present, train_.rows, noise_);
    state_.transform->apply(state_.inputs.size(), present);
    state_.inputs.push_back(input);
    const double sum = std::accumulate(present.begin(), present.end(), 0.0);
    state_.fill.push_back(sum / static_cast<double>(present.size()));
    return true;
  }

  void add_numeric(size_t column) {
    if (!add_indicator(column)) return;
    const NumericInput input{column, std::nullopt, 0};
    std::vector<double> present = present_values(input);
    const auto [low, high] = std::minmax_element(present.begin(), present.end());
    const std::string range =
        format_number(static_cast<float>(*low)) + " to " + format_number(static_cast<float>(*high));
    const bool varies = *low < *high;
    if (add_input(input, std::move(present))) return;
    leave_out(column, "nearly constant in the training rows (" + range + ")" + hint(varies));
  }

  std::string hint(bool varies) const {
    const bool noisy = varies && state_.options.numeric == "quantile-normal";
    return noisy ? "; features.numeric standard would keep it" : "";
  }

  void add_datetime(size_t column) {
    if (!add_indicator(column)) return;
    const std::vector<double>& seconds = train_.columns[column].seconds;
    double origin = std::numeric_limits<double>::infinity();
    for (const double moment : seconds) origin = std::fmin(origin, moment);
    std::vector<std::string> left_out;
    for (const DatetimePart part : datetime_parts()) {
      const NumericInput input{column, part, part == DatetimePart::kElapsed ? origin : 0};
      if (!add_input(input, present_values(input))) left_out.emplace_back(name(part));
    }
    if (left_out.size() == datetime_parts().size()) {
      leave_out(column, "constant in the training rows");
    } else if (!left_out.empty()) {
      remarks_.push_back(
          "column " + mlrun::quoted(train_.spec.columns[column].name) +
          ": parts left out, constant in the training rows: " + join(left_out, ", "));
    }
  }

  // The two levels of a boolean column are kept: to share a code is nothing to one of them.
  void add_categorical(size_t column) {
    const ColumnSpec& spec = train_.spec.columns[column];
    if (!codes_vary(train_, column, LevelSlots(spec.levels.size(), {}))) {
      return leave_out(column, "constant in the training rows");
    }
    std::vector<int32_t> rare;
    if (state_.options.min_count > 1 && spec.type == ColumnType::kCategorical) {
      rare = rare_levels(train_, column, state_.options.min_count);
    }
    const LevelSlots slots(spec.levels.size(), std::move(rare));
    if (!codes_vary(train_, column, slots)) {
      return leave_out(column, "constant but for rare levels");
    }
    if (!slots.rare().empty()) tell_shared(spec, slots.rare().size());
    state_.categorical.push_back(column);
    state_.slots.push_back(slots);
  }

  void tell_shared(const ColumnSpec& spec, size_t rare) {
    remarks_.push_back("column " + mlrun::quoted(spec.name) + ": of " +
                       std::to_string(spec.levels.size()) + " levels " + std::to_string(rare) +
                       (rare == 1 ? " has" : " have") + " fewer than " +
                       std::to_string(state_.options.min_count) +
                       " training rows (features.min_count): one input for them and for unseen "
                       "levels");
  }

  const Table& train_;
  Random noise_;
  std::vector<std::string>& remarks_;
  PipelineState state_;
};

void check_target_option(const std::string& target) {
  const auto& known = target_scale_names();
  if (std::find(known.begin(), known.end(), target) != known.end()) return;
  throw Error(ErrorKind::kUsage, "features.target: expected one of " + join(known, ", ") +
                                     ", got " + mlrun::quoted(target));
}

void check_training_table(const Table& train) {
  if (train.rows < 1) throw Error(ErrorKind::kData, "training data: expected rows, got none");
  if (train.spec.with_role(Role::kFeature).empty()) {
    throw Error(ErrorKind::kData, "training data: expected at least one feature column, got none");
  }
}

}  // namespace

PipelineState fit_pipeline(const Table& train, const FeatureOptions& options, uint64_t seed,
                           std::vector<std::string>& remarks) {
  check_target_option(options.target);
  check_training_table(train);
  PipelineFit fit(train, options, seed, remarks);
  for (const size_t column : train.spec.with_role(Role::kFeature)) {
    check_cells(train, train.spec, column);
    fit.add_column(column);
  }
  PipelineState state = fit.take();
  if (state.layout.one_hot_width() == 0) {
    throw Error(
        ErrorKind::kData,
        "training data: no feature column varies over the rows; the last, " + remarks.back());
  }
  return state;
}

}  // namespace mlrun
