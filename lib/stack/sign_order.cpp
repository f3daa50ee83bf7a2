#include "stack/sign_order.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace mlrun {
namespace {

// As many codes as a block has rows.
constexpr size_t kMostColumns = 10;

// Where a word stands in Gray's code.
uint32_t place_in_code(uint32_t word) {
  for (uint32_t shift = 1; shift < 32; shift *= 2) word ^= word >> shift;
  return word;
}

}  // namespace

std::span<const int64_t> SignOrder::order(const TableRows& table, size_t first, size_t count) {
  rows_.resize(count);
  choose_columns(table, first, count);
  find_keys(table, first, count);
  starts_.assign((size_t{1} << columns_.size()) + 1, 0);
  for (const uint32_t key : keys_) ++starts_[key + 1];
  std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
  for (size_t i = 0; i < count; ++i) {
    rows_[starts_[keys_[i]]++] = static_cast<int64_t>(first + i);
  }
  return rows_;
}

void SignOrder::choose_columns(const TableRows& table, size_t first, size_t count) {
  const size_t width = table.dense_width;
  means_.assign(width, 0);
  spans_.assign(width, 0);
  const float* values = table.dense + first * width;
  for (const float* row = values; row < values + count * width; row += width) {
    for (size_t c = 0; c < width; ++c) {
      means_[c] += row[c];
      spans_[c] += row[c] * row[c];
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
  std::ranges::stable_sort(columns_, [&](size_t a, size_t b) { return spans_[a] > spans_[b]; });
  columns_.resize(std::min({width, kMostColumns, static_cast<size_t>(std::bit_width(count))}));
}

void SignOrder::find_keys(const TableRows& table, size_t first, size_t count) {
  keys_.resize(count);
  const float* row = table.dense + first * table.dense_width;
  for (size_t i = 0; i < count; ++i, row += table.dense_width) {
    uint32_t word = 0;
    for (const size_t c : columns_) word = 2 * word + (row[c] > means_[c] ? 1 : 0);
    keys_[i] = place_in_code(word);
  }
}

}  // namespace mlrun
