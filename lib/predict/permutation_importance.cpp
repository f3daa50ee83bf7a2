#include "predict/permutation_importance.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <span>
#include <utility>

#include "core/error.h"
#include "core/ordered_work.h"
#include "core/random.h"
#include "core/stop.h"
#include "metrics/metric.h"

namespace mlrun {
namespace {

// A multiple of the predictor's own chunks, so that the answers are those of the whole table.
constexpr int64_t kChunk = 8192;

class PermutedTables {
 public:
  PermutedTables(const Predictor& predictor, const Table& table, const ImportanceOptions& options)
      : predictor_(predictor),
        table_(table),
        options_(options),
        targets_(targets_of(table)),
        weights_(weights_of(table)),
        features_(table.spec.with_role(Role::kFeature)) {}

  Importances measure() const {
    Importances found{options_.metric, score_with(std::nullopt, {}), {}};
    if (!std::isfinite(found.baseline)) {
      throw Error(ErrorKind::kData,
                  "importance: " + options_.metric + " is not defined on these rows");
    }
    const std::vector<double> losses = measure_all(found.baseline);
    const auto repeats = static_cast<size_t>(options_.repeats);
    for (size_t i = 0; i < features_.size(); ++i) {
      found.columns.push_back(summary_of(table_.spec.columns[features_[i]].name,
                                         std::span(losses).subspan(i * repeats, repeats)));
    }
    std::stable_sort(found.columns.begin(), found.columns.end(),
                     [](const auto& a, const auto& b) { return a.mean > b.mean; });
    return found;
  }

 private:
  // The loss of each repeat of each feature: [features, repeats].
  std::vector<double> measure_all(double baseline) const {
    const auto all = static_cast<int64_t>(features_.size()) * options_.repeats;
    std::vector<double> losses;
    int64_t next = 0;
    OrderedWork<int64_t, double> work;
    work.take = [&]() -> std::optional<int64_t> {
      return next < all ? std::optional(next++) : std::nullopt;
    };
    work.work = [&](int64_t&& piece, int) {
      return loss(features_[static_cast<size_t>(piece / options_.repeats)],
                  piece % options_.repeats, baseline);
    };
    work.finish = [&](double&& loss) {
      losses.push_back(loss);
      if (options_.progress) options_.progress(static_cast<int64_t>(losses.size()));
    };
    work.run(predictor_.concurrent() ? options_.threads : 1);
    return losses;
  }

  double loss(size_t column, int64_t repeat, double baseline) const {
    const std::string& name = table_.spec.columns[column].name;
    Random random(options_.seed, "importance of " + name + ", repeat " + std::to_string(repeat));
    // A table of this column alone, in another order.
    const Table cells = take_rows({table_.spec, {table_.columns[column]}, table_.rows},
                                  random.permutation(table_.rows));
    const double score = score_with(column, cells);
    return higher_is_better(options_.metric) ? baseline - score : score - baseline;
  }

  // The metric with the cells of a column in another order, or of the table as it is.
  double score_with(std::optional<size_t> column, const Table& cells) const {
    const Task task = table_.spec.task;
    const auto classes = static_cast<int64_t>(table_.spec.classes.size());
    const auto metric = make_metric(options_.metric, task, classes);
    for (int64_t begin = 0; begin < table_.rows; begin += kChunk) {
      stop::check();
      const int64_t count = std::min(kChunk, table_.rows - begin);
      const std::vector<int64_t> rows = range(begin, count);
      Table chunk = take_rows(table_, rows);
      if (column) chunk.columns[*column] = std::move(take_rows(cells, rows).columns[0]);
      const Predictions answers = predictor_.predict(chunk);
      metric->add({answers.outputs, answers.values, part_of(targets_, begin, count),
                   part_of(weights_, begin, count)});
    }
    return metric->value();
  }

  static std::vector<int64_t> range(int64_t begin, int64_t count) {
    std::vector<int64_t> indices(static_cast<size_t>(count));
    std::iota(indices.begin(), indices.end(), begin);
    return indices;
  }

  static std::span<const float> part_of(const std::vector<float>& values, int64_t begin,
                                        int64_t count) {
    if (values.empty()) return {};
    return std::span(values).subspan(static_cast<size_t>(begin), static_cast<size_t>(count));
  }

  static ColumnImportance summary_of(const std::string& column, std::span<const double> losses) {
    const auto count = static_cast<double>(losses.size());
    const double mean = std::accumulate(losses.begin(), losses.end(), 0.0) / count;
    double squares = 0;
    for (const double loss : losses) squares += (loss - mean) * (loss - mean);
    return {column, mean, std::sqrt(squares / count)};
  }

  const Predictor& predictor_;
  const Table& table_;
  const ImportanceOptions& options_;
  std::vector<float> targets_;
  std::vector<float> weights_;
  std::vector<size_t> features_;
};

}  // namespace

Importances permutation_importance(const Predictor& predictor, const Table& table,
                                   const ImportanceOptions& options) {
  return PermutedTables(predictor, table, options).measure();
}

}  // namespace mlrun
