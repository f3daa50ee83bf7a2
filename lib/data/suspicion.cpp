#include "data/suspicion.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "core/text.h"

namespace mlrun {
namespace {

constexpr int64_t kFewRows = 20;

bool is_coded(const Column& column) { return !column.codes.empty(); }

// Every value of the rows that have one is different from the others, and whole.
bool numbers_are_unique(const std::vector<float>& numbers) {
  std::vector<float> sorted;
  for (const float value : numbers) {
    if (std::isnan(value)) continue;
    if (value != std::floor(value)) return false;
    sorted.push_back(value);
  }
  std::sort(sorted.begin(), sorted.end());
  return static_cast<int64_t>(sorted.size()) > kFewRows &&
         std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end();
}

// Pearson's correlation of the rows where both are there; 0 when it is not defined.
double correlation(const std::vector<float>& x, const std::vector<float>& y) {
  double n = 0, mean_x = 0, mean_y = 0, xx = 0, yy = 0, xy = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    if (std::isnan(x[i]) || std::isnan(y[i])) continue;
    // Welford's sums, which lose nothing to large means.
    n += 1;
    const double dx = static_cast<double>(x[i]) - mean_x;
    const double dy = static_cast<double>(y[i]) - mean_y;
    mean_x += dx / n;
    mean_y += dy / n;
    xx += dx * (static_cast<double>(x[i]) - mean_x);
    yy += dy * (static_cast<double>(y[i]) - mean_y);
    xy += dx * (static_cast<double>(y[i]) - mean_y);
  }
  return n > static_cast<double>(kFewRows) && xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : 0;
}

// Each code goes with one target code only, and several rows share a code.
bool codes_tell(const std::vector<int32_t>& codes, const std::vector<int32_t>& target) {
  std::map<int32_t, int32_t> seen;
  int64_t rows = 0;
  for (size_t i = 0; i < codes.size(); ++i) {
    if (codes[i] < 0) continue;
    ++rows;
    if (seen.emplace(codes[i], target[i]).first->second != target[i]) return false;
  }
  return rows > kFewRows && seen.size() > 1 && static_cast<int64_t>(seen.size()) <= rows / 2;
}

// In the order of the values the classes stand in one run each.
bool numbers_tell(const std::vector<float>& numbers, const std::vector<int32_t>& target,
                  size_t classes) {
  std::vector<size_t> order;
  for (size_t i = 0; i < numbers.size(); ++i) {
    if (!std::isnan(numbers[i])) order.push_back(i);
  }
  if (static_cast<int64_t>(order.size()) <= kFewRows) return false;
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return numbers[a] != numbers[b] ? numbers[a] < numbers[b] : target[a] < target[b];
  });
  size_t changes = 0;
  for (size_t i = 1; i < order.size(); ++i) {
    const bool changed = target[order[i]] != target[order[i - 1]];
    if (changed && numbers[order[i]] == numbers[order[i - 1]]) return false;
    changes += changed ? 1 : 0;
  }
  return changes > 0 && changes < classes;
}

std::string copy_of_target(const Column& column, const Column& target, size_t classes) {
  constexpr double kPerfect = 0.99999;
  if (is_coded(target)) {
    const bool tells = is_coded(column) ? codes_tell(column.codes, target.codes)
                                        : !column.numbers.empty() &&
                                              numbers_tell(column.numbers, target.codes, classes);
    return tells ? "each of its values goes with one class of the target" : "";
  }
  if (column.numbers.empty() || target.numbers.empty()) return {};
  const double r = correlation(column.numbers, target.numbers);
  return std::abs(r) >= kPerfect ? "its correlation with the target is " + format_number(r) : "";
}

bool names_target(const std::string& column, const std::string& target) {
  constexpr size_t kShortest = 3;
  const std::string a = lower_ascii(column);
  const std::string b = lower_ascii(target);
  return b.size() >= kShortest && a.find(b) != std::string::npos;
}

}  // namespace

std::vector<Suspicion> suspicions(const Inference& inference) {
  constexpr double kMostly = 0.95;
  std::vector<Suspicion> found;
  const auto target = inference.spec.target();
  for (size_t c = 0; c < inference.spec.columns.size(); ++c) {
    const ColumnSpec& column = inference.spec.columns[c];
    const ColumnFacts& facts = inference.facts[c];
    if (column.role != Role::kFeature) continue;
    const auto add = [&](const std::string& kind, const std::string& why) {
      found.push_back({column.name, kind, why});
    };
    const bool one_number = column.type == ColumnType::kNumeric && facts.min == facts.max;
    if (facts.levels == 1 || one_number) add("constant", "every cell of it that is there is equal");
    const double share = static_cast<double>(facts.missing) / static_cast<double>(facts.rows);
    if (share > kMostly) {
      add("mostly-missing", format_number(std::floor(1000 * share) / 10) + " % of it is missing");
    }
    if (target && names_target(column.name, inference.spec.columns[*target].name)) {
      add("target-name", "its name holds that of the target");
    }
    if (!inference.table) continue;
    const Column& cells = inference.table->columns[c];
    if (numbers_are_unique(cells.numbers)) {
      add("unique", "its numbers are whole and differ in every row: do they name rows?");
    }
    if (!target) continue;
    const std::string copy =
        copy_of_target(cells, inference.table->columns[*target], inference.spec.classes.size());
    if (!copy.empty()) add("target-copy", copy);
  }
  return found;
}

}  // namespace mlrun
