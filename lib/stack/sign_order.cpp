#include "stack/sign_order.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace mlrun {
namespace {

// As many codes as a block has rows.
constexpr size_t kMostColumns = 10;
// Of more columns only some rows are looked at to choose among them.
constexpr size_t kFewColumns = 32;

// Where a word stands in Gray's code.
uint32_t place_in_code(uint32_t word) {
  for (uint32_t shift = 1; shift < 32; shift *= 2) word ^= word >> shift;
  return word;
}

}  // namespace

void SignOrder::order(const TableRows& table, std::span<int64_t> rows) {
  choose_columns(table, rows);
  find_keys(table, rows);
  starts_.assign((size_t{1} << columns_.size()) + 1, 0);
  for (const uint32_t key : keys_) ++starts_[key + 1];
  std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
  given_.assign(rows.begin(), rows.end());
  for (size_t i = 0; i < rows.size(); ++i) rows[starts_[keys_[i]]++] = given_[i];
}

void SignOrder::choose_columns(const TableRows& table, std::span<const int64_t> rows) {
  const size_t width = table.dense_width;
  means_.assign(width, 0);
  spans_.assign(width, 0);
  const size_t step = 1 + width / kFewColumns;
  size_t count = 0;
  for (size_t i = 0; i < rows.size(); i += step, ++count) {
    const float* values = table.dense_row(rows[i]);
    for (size_t c = 0; c < width; ++c) {
      means_[c] += values[c];
      spans_[c] += values[c] * values[c];
    }
  }
  for (size_t c = 0; c < width; ++c) {
    const float sum = means_[c];
    means_[c] = sum / static_cast<float>(std::max(count, size_t{1}));
    spans_[c] -= sum * means_[c];
    if (!(spans_[c] > 0)) spans_[c] = 0;  // no number would be in no order
  }
  columns_.resize(width);
  std::iota(columns_.begin(), columns_.end(), size_t{0});
  const size_t most = std::min(kMostColumns, static_cast<size_t>(std::bit_width(rows.size())));
  const auto chosen = columns_.begin() + static_cast<std::ptrdiff_t>(std::min(width, most));
  std::partial_sort(columns_.begin(), chosen, columns_.end(), [&](size_t a, size_t b) {
    return spans_[a] != spans_[b] ? spans_[a] > spans_[b] : a < b;
  });
  columns_.erase(chosen, columns_.end());
}

void SignOrder::find_keys(const TableRows& table, std::span<const int64_t> rows) {
  keys_.clear();
  for (const int64_t row : rows) {
    const float* values = table.dense_row(row);
    uint32_t word = 0;
    for (const size_t c : columns_) word = 2 * word + (values[c] > means_[c] ? 1 : 0);
    keys_.push_back(place_in_code(word));
  }
}

}  // namespace mlrun
