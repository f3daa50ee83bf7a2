#include "stack/alike_rows.h"

#include <algorithm>
#include <numeric>

#include "kernels/product.h"

namespace mlrun {
namespace {

// Of more columns those are looked at in which all rows differ most.
constexpr size_t kMostColumns = 32;

}  // namespace

void AlikeRows::order(const TableRows& table, std::span<int64_t> rows) {
  if (table.dense_width == 0 || rows.size() <= kTileRows) return;
  keyed_.resize(rows.size());
  choose_columns(table, rows);
  cut(table, rows);
}

void AlikeRows::choose_columns(const TableRows& table, std::span<const int64_t> rows) {
  columns_.resize(table.dense_width);
  std::iota(columns_.begin(), columns_.end(), size_t{0});
  if (columns_.size() <= kMostColumns) return;
  widest(table, rows);  // leaves the variances in squares_
  std::vector<size_t> places = columns_;
  std::ranges::stable_sort(places, [&](size_t a, size_t b) { return squares_[a] > squares_[b]; });
  places.resize(kMostColumns);
  columns_ = std::move(places);
}

size_t AlikeRows::widest(const TableRows& table, std::span<const int64_t> rows) {
  sums_.assign(columns_.size(), 0);
  squares_.assign(columns_.size(), 0);
  for (const int64_t row : rows) {
    const float* values = table.dense_row(row);
    for (size_t c = 0; c < columns_.size(); ++c) {
      const float value = values[columns_[c]];
      sums_[c] += value;
      squares_[c] += value * value;
    }
  }
  const auto count = static_cast<float>(rows.size());
  for (size_t c = 0; c < columns_.size(); ++c) {
    squares_[c] -= sums_[c] * (sums_[c] / count);
  }
  return columns_[static_cast<size_t>(std::ranges::max_element(squares_) - squares_.begin())];
}

void AlikeRows::cut(const TableRows& table, std::span<int64_t> rows) {
  if (rows.size() <= kTileRows) return;
  const size_t column = widest(table, rows);
  const auto keyed = std::span(keyed_).first(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    const float value = table.dense_row(rows[i])[column];
    keyed[i] = {value == value ? value : 0, rows[i]};
  }
  // Whole tiles on the left.
  const size_t half = std::max((rows.size() + kTileRows) / (2 * kTileRows), size_t{1}) * kTileRows;
  std::ranges::nth_element(keyed, keyed.begin() + static_cast<std::ptrdiff_t>(half));
  for (size_t i = 0; i < rows.size(); ++i) rows[i] = keyed[i].second;
  cut(table, rows.first(half));
  cut(table, rows.subspan(half));
}

}  // namespace mlrun
