#include "data/table.h"

#include <algorithm>
#include <utility>

namespace mlrun {
namespace {

template <class T>
std::vector<T> pick(const std::vector<T>& values, const std::vector<int64_t>& indices) {
  std::vector<T> picked;
  if (values.empty()) return picked;
  picked.reserve(indices.size());
  for (const int64_t index : indices) picked.push_back(values[static_cast<size_t>(index)]);
  return picked;
}

template <class T>
void drop(std::vector<T>& values, const std::vector<uint8_t>& flags) {
  size_t kept = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    if (flags[i] != 0) continue;
    if (kept != i) values[kept] = std::move(values[i]);
    ++kept;
  }
  values.resize(kept);
}

// Every vector of a column in turn.
template <class Column, class Use>
void for_each_vector(Column& column, const Use& use) {
  use(column.numbers);
  use(column.seconds);
  use(column.codes);
  use(column.texts);
}

template <class Use>
void for_each_pair(Column& a, const Column& b, const Use& use) {
  use(a.numbers, b.numbers);
  use(a.seconds, b.seconds);
  use(a.codes, b.codes);
  use(a.texts, b.texts);
}

}  // namespace

void drop_rows(Table& table, const std::vector<uint8_t>& flags) {
  for (Column& column : table.columns) {
    for_each_vector(column, [&flags](auto& values) { drop(values, flags); });
  }
  table.rows -= static_cast<int64_t>(
      std::count_if(flags.begin(), flags.end(), [](uint8_t flag) { return flag != 0; }));
}

void append_rows(Table& table, const Table& part) {
  for (size_t c = 0; c < table.columns.size(); ++c) {
    for_each_pair(table.columns[c], part.columns[c], [](auto& values, const auto& more) {
      values.insert(values.end(), more.begin(), more.end());
    });
  }
  table.rows += part.rows;
}

void clear_rows(Table& table) {
  for (Column& column : table.columns) {
    for_each_vector(column, [](auto& values) { values.clear(); });
  }
  table.rows = 0;
}

void reserve_rows(Table& table, const Table& part, size_t rows) {
  for (size_t c = 0; c < table.columns.size(); ++c) {
    for_each_pair(table.columns[c], part.columns[c], [rows](auto& values, const auto& cells) {
      if (!cells.empty()) values.reserve(rows);
    });
  }
}

Table take_rows(const Table& table, const std::vector<int64_t>& indices) {
  Table taken{table.spec, {}, static_cast<int64_t>(indices.size())};
  for (const Column& column : table.columns) {
    taken.columns.push_back({column.type, pick(column.numbers, indices),
                             pick(column.seconds, indices), pick(column.codes, indices),
                             pick(column.texts, indices)});
  }
  return taken;
}

}  // namespace mlrun
